"""Names of months, days of the week and small numbers in the languages customers write in."""

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan januar jänner janvier enero gennaio januari",
            "february feb februar février febrero febbraio februari",
            "march mar märz mrz mars marzo maart",
            "april apr avril abril aprile",
            "may mai mayo maggio mei",
            "june jun juni juin junio giugno",
            "july jul juli juillet julio luglio",
            "august aug août agosto augustus",
            "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}

WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            "monday mon montag mo lundi lunes lunedì maandag",
            "tuesday tue tues dienstag mardi martes martedì dinsdag",
            "wednesday wed mittwoch mercredi miércoles mercoledì woensdag",
            "thursday thu thur thurs donnerstag jeudi jueves giovedì donderdag",
            "friday fri freitag vendredi viernes venerdì vrijdag",
            "saturday samstag sonnabend samedi sábado sabato zaterdag",
            "sunday sonntag dimanche domingo domenica zondag",
        )
    )
    for name in names.split()
}

NUMBERS = {
    name: number
    for number, names in (
        (1, "one a an ein eine einem einer einen un une uno una een"),
        (2, "two a couple of zwei deux dos due twee couple"),
        (3, "three drei trois tres tre drie"),
        (4, "four vier quatre cuatro quattro"),
        (5, "five fünf cinq cinco cinque vijf"),
        (6, "six sechs seis sei zes"),
        (7, "seven sieben sept siete sette zeven"),
        (8, "eight acht huit ocho otto"),
        (10, "ten zehn dix diez dieci tien"),
        (14, "fourteen vierzehn"),
    )
    for name in names.split()
    if name != "of"
}
NUMBERS["a"] = 1
