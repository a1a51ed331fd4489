"""Units of measure and currencies: surface forms to unit classes. Currencies are ISO 4217 codes."""

from typing import Final

from stories.analysis.word_table import words

_MEASURES: Final = """
percent: % percent percents percentage|pct per|cent pc
percentage point: percentage|point percentage|points
point: point points pts
basis point: basis|point basis|points bps
km: km kms kilometer kilometers kilometre kilometres
m: m metre metres meter meters
cm: cm centimetre centimetres centimeter centimeters
mm: mm millimetre millimetres millimeter millimeters
μm: μm µm micrometre micrometres micron microns
mile: mile miles mi
nautical mile: nautical|mile nautical|miles
yard: yard yards yd
foot: foot feet ft
inch: inch inches
km2: km2 km² square|kilometer square|kilometers square|kilometre square|kilometres sq|km
m2: m2 m² square|metre square|metres square|meter square|meters sq|m sqm
square mile: square|mile square|miles sq|mile sq|miles
square foot: square|foot square|feet sq|ft
acre: acre acres
hectare: hectare hectares ha
m3: m3 m³ cubic|metre cubic|metres cubic|meter cubic|meters
cubic foot: cubic|foot cubic|feet
litre: litre litres liter liters
ml: ml millilitre millilitres milliliter milliliters
gallon: gallon gallons
barrel: barrel barrels bbl
pint: pint pints
quart: quart quarts
tonne: tonne tonnes metric|ton metric|tons
ton: ton tons
kg: kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes
g: g gram grams gramme grammes
mg: mg milligram milligrams
mcg: mcg microgram micrograms
pound-mass: lb lbs
ounce: ounce ounces oz
second: second seconds sec secs
minute: minute minutes min mins
hour: hour hours hr hrs
day: day days
night: night nights
week: week weeks
fortnight: fortnight fortnights
month: month months
year: year years yr yrs
decade: decade decades
century: century centuries
celsius: °|c °c celsius celcius centigrade degrees|celsius degree|celsius degrees|c degrees|centigrade
fahrenheit: °|f °f fahrenheit farenheit degrees|fahrenheit degree|fahrenheit degrees|f degrees|farenheit
kelvin: kelvin
degree: degree degrees °
W: watt watts w
kW: kw kilowatt kilowatts
MW: mw megawatt megawatts
GW: gw gigawatt gigawatts
kWh: kwh kilowatt-hours kilowatt|hours
MWh: mwh megawatt-hours megawatt|hours
GWh: gwh gigawatt-hours gigawatt|hours
TWh: twh terawatt-hours terawatt|hours
V: volt volts
A: amp amps ampere amperes
mAh: mah
F: farad farads
Hz: hz hertz
kHz: khz kilohertz
MHz: mhz megahertz
GHz: ghz gigahertz
bit: bit bits
Mbps: mbps
Gbps: gbps
byte: byte bytes
kB: kb kilobyte kilobytes
MB: mb megabyte megabytes
GB: gb gigabyte gigabytes
TB: tb terabyte terabytes
horsepower: horsepower hp bhp
rpm: rpm
mpg: mpg
mph: mph
km/h: kmh kph km/h km/hr kmph
knot: knot knots
ppm: ppm parts|per|million
ppb: ppb parts|per|billion
decibel: decibel decibels db
calorie: calorie calories
joule: joule joules
newton: newton newtons
carat: carat carats
psi: psi
ksi: ksi
pound-foot: pound-feet lb-ft
""".strip()
MEASURES: Final = {
    form.replace("|", " "): line.partition(":")[0]
    for line in _MEASURES.splitlines()
    for form in line.partition(": ")[2].split()
}
# these stand for a unit only in the case shown, or close to the figure
GLUED_ONLY: Final = frozenset(("m", "w", "pc", "ha", "mi", "g"))

SYMBOLS: Final = {
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₩": "KRW",
    "₪": "ILS",
    "₦": "NGN",
    "₱": "PHP",
    "₫": "VND",
    "฿": "THB",
    "₡": "CRC",
    "₭": "LAK",
    "₲": "PYG",
    "₸": "KZT",
    "₮": "MNT",
    "₵": "GHS",
}
DOLLARS: Final = {
    "us": "USD",
    "u.s": "USD",
    "s": "SGD",
    "sg": "SGD",
    "c": "CAD",
    "ca": "CAD",
    "can": "CAD",
    "a": "AUD",
    "au": "AUD",
    "nz": "NZD",
    "hk": "HKD",
    "nt": "TWD",
    "mex": "MXN",
    "r": "BRL",
    "cdn": "CAD",
}
CODES: Final = frozenset(
    words(
        """USD EUR GBP JPY CNY RMB INR RUB AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF TRY UAH ILS ZAR BRL MXN ARS CLP
        COP PEN KRW THB IDR MYR SGD HKD TWD PHP VND PKR BDT LKR EGP NGN KES GHS SAR AED QAR KWD RON BGN
        KZT GEL AMD AZN"""
    )
)  # fmt: skip
PREFIXES: Final = {"rs": "INR", "rm": "MYR", "rp": "IDR"}
_COINS: Final = """
USD: dollar dollars buck bucks us|dollar us|dollars american|dollars american|dollar
EUR: euro euros
GBP: pounds|sterling british|pounds
pound: pound pounds quid
pence: pence penny pennies p
cent: cent cents
JPY: yen japanese|yen
CNY: yuan renminbi rmb chinese|yuan
INR: rupee rupees indian|rupees
PKR: pakistani|rupees
RUB: ruble rubles rouble roubles
AUD: australian|dollar australian|dollars
CAD: canadian|dollar canadian|dollars
NZD: new|zealand|dollar new|zealand|dollars
SGD: singapore|dollars singapore|dollar
HKD: hong|kong|dollars hong|kong|dollar
CHF: swiss|franc swiss|francs
franc: franc francs
peso: peso pesos
MXN: mexican|pesos
rand: rand
BRL: reais
TRY: lira liras turkish|lira
KRW: south|korean|won korean|won
ILS: shekel shekels
UAH: hryvnia hryvnias
PLN: zloty zlotys
SEK: kronor swedish|krona
krone: krone kroner krona crown crowns
NGN: naira
ringgit: ringgit
baht: baht
dirham: dirham dirhams
riyal: riyal riyals
dinar: dinar dinars
shilling: shilling shillings
""".strip()
COINS: Final = {
    form.replace("|", " "): line.partition(":")[0]
    for line in _COINS.splitlines()
    for form in line.partition(": ")[2].split()
}
MONEY: Final = frozenset(SYMBOLS.values()) | frozenset(COINS.values()) | CODES | frozenset(DOLLARS.values())
TIMES: Final = frozenset(
    ("second", "minute", "hour", "day", "night", "week", "fortnight", "month", "year", "decade", "century")
)
