"""Words the simulator makes names from. None of them is meant to be a real company or person."""

FIRST = (
    "Amber", "Arctic", "Atlas", "Birch", "Blue", "Bright", "Cedar", "Clear", "Cobalt", "Copper",
    "Coral", "Crown", "Delta", "Ember", "Falcon", "Fjord", "Forest", "Glen", "Granite", "Harbor",
    "Hazel", "Indigo", "Iron", "Juniper", "Lake", "Linden", "Lumen", "Maple", "Meadow", "Mill",
    "North", "Oak", "Opal", "Orchard", "Pine", "Prairie", "Quarry", "Raven", "Ridge", "River",
    "Rowan", "Sable", "Silver", "Slate", "Solar", "Spruce", "Stone", "Summit", "Tidal", "Willow",
)  # fmt: skip
SECOND = (
    "Analytics", "Apparel", "Bakery", "Biotech", "Books", "Brewing", "Builders", "Capital", "Clinic",
    "Coffee", "Commerce", "Design", "Dynamics", "Energy", "Engineering", "Events", "Farms", "Fitness",
    "Foods", "Freight", "Games", "Health", "Hotels", "Insurance", "Labs", "Learning", "Legal",
    "Logistics", "Machines", "Media", "Mobility", "Motors", "Optics", "Outdoor", "Paper", "Pharma",
    "Plastics", "Print", "Robotics", "Security", "Software", "Sports", "Studios", "Supply", "Systems",
    "Textiles", "Toys", "Travel", "Ventures", "Works",
)  # fmt: skip
PEOPLE = (
    "Alex Morgan", "Anja Weber", "Ben Carter", "Clara Vogel", "Dana Brooks", "Emil Braun",
    "Farah Khan", "Greta Lindner", "Harry Wells", "Ines Roth", "Jonas Keller", "Kim Nguyen",
    "Lena Hoffmann", "Max Turner", "Nora Shah", "Oscar Reed", "Paula Stein", "Quinn Foster",
    "Rosa Martin", "Sam Bennett", "Tara Collins", "Uwe Schmitt", "Vera Lang", "Will Parker",
)  # fmt: skip
FORM = {
    "DE": ("GmbH", "AG"), "AT": ("GmbH",), "CH": ("AG",), "FR": ("SAS",), "NL": ("BV",), "IT": ("SRL",),
    "ES": ("SL",), "US": ("Inc.", "LLC"), "GB": ("Ltd", "plc"), "EU": ("Ltd",),
}  # fmt: skip
