"""How messages leave the house: e-mail, SMS, letters, the portal. Each implements messaging.ports.Sender."""
