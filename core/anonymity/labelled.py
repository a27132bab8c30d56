"""Labelled texts for measuring the anonymity check: made by a seeded generator from lists and sentences written by hand.

Two parts that share no name, no school, no place and no sentence: `development`, on which the rules were tuned, and `held_out`,
which only measures. Held-out names were written down without looking at the lists of core/data; many are not in them.
Every person and place of work here is invented.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

SLOT = re.compile(r"\{(\w+)\}")
KIND_OF_SLOT = {
    "name": "name",
    "full": "name",
    "nick": "name",
    "slip": "name",
    "low": "name",
    "word": "name",
    "title": "name",
    "school": "school",
    "place": "place",
    "phone": "phone",
    "email": "email",
    "postcode": "postcode",
    "nhs": "nhs_number",
    "birth": "date_of_birth",
    "address": "address",
}


@dataclass(frozen=True)
class Material:
    """What one part is made of."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]
    nicks: tuple[str, ...]
    words: tuple[str, ...]
    schools: tuple[str, ...]
    places: tuple[str, ...]
    streets: tuple[str, ...]
    sentences: tuple[str, ...]
    harmless: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A text and what is to be found in it: (start, end, kind)."""

    text: str
    labels: tuple[tuple[int, int, str], ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


FIRST = Material(
    given=_split(
        """Jordan, Kayleigh, Tyler, Chantelle, Callum, Shanice, Mohammed, Aisha, Yusuf, Fatima, Abdirahman, Hodan, Kwame, Abena, Chidi, Ngozi,
        Piotr, Agnieszka, Mihai, Ioana, Arben, Blerta, Nguyen, Linh, Wei, Priya, Arjun, Gurpreet, Harpreet, Niamh, Cian, Rhys, Cerys, Eilidh,
        Mateusz, Oleksandr, Yulia, Emre, Zeynep, Tadeo, Keanu, Lacey-Mae, Tyrese, Demi-Leigh, Sadio, Merhawi, Rojin, Zoltan, Vasile, Tendai"""
    ),
    surnames=_split(
        "Hughes, Okafor, Kowalski, Begum, Patel, Singh, O'Brien, McAllister, Popescu, Nguyen, Khan, Thompson, Evans, Mensah, Baker, Young, Dixon-Reid"
    ),
    nicks=_split("Jordz, Kez, Tyles, Shaz, Mo, Abz, Chan, Danny, Lexi, Bex, Jonesy, Livvy"),
    words=_split("Will, Grace, Mark, May, Hope, Rose, Summer, Faith, Jack, Storm, River, Bear"),
    schools=_split(
        "Ash Hill Primary School, St Cuthbert's High School, Marlby Academy, Thornfield College, The Beacon School, Kestrel Lane Pupil Referral Unit School"
    ),
    places=_split("Leeds, Bradford, Croydon, Norwich, Blackpool, Wigan"),
    streets=_split("Oak Tree Road, Alder Street, Canal Terrace, Priory Close"),
    sentences=_lines(
        """
        {name} said that the food is better now.
        {name} told me that staff listen.
        I met {name} in the lounge before tea.
        {name} and {name} were playing a board game when I arrived.
        {name}'s room was tidy and full of posters.
        Staff explained how {name} was helped after the incident.
        The keyworker of {full} had written a careful plan.
        I spoke with {full}, who has worked here for two years.
        {full} was on duty with two agency staff.
        The social worker, {full}, was pleased with the placement.
        Since the last visit {nick} has settled well.
        Staff call her {nick} and she likes it.
        {nick} went missing on Tuesday evening.
        {word} said he would like a bigger bed.
        I asked {word} about the bus to college.
        {name} and {word} share a bathroom.
        The record says that {slip} was restrained for two minutes.
        {slip} attended the review meeting.
        The incident form names {slip} as present.
        i spoke to {low} after lunch.
        {title} telephoned during the visit.
        The deputy said that {title} had visited twice.
        She attends {school} four days a week.
        {name} started at {school} in September.
        The family lives in {place}.
        He was found in {place} by the police at midnight.
        The number on the form was {phone}.
        Ring {phone} if nobody answers.
        The email {email} stood in the log.
        The file showed {postcode} as the last address.
        The medical card held NHS number {nhs}.
        The form says date of birth {birth}.
        He was born on {birth} and came here last year.
        His mother lives at {address}.
        """
    ),
    harmless=_lines(
        """
        Will the home send the minutes to Ofsted?
        May is a busy month, and in June the Regulation 45 review is due.
        The Registered Manager showed me the Statement of Purpose and the Children's Guide.
        Hope is high in the team, and morale is good.
        Mark every file with the date of review.
        The Team Leader had signed the Fire Risk Assessment on Monday.
        Rose bushes grow by the front door.
        Summer term begins in April.
        Staff follow the Positive Behaviour policy and the Local Safeguarding Children Partnership guidance.
        The young people enjoyed Easter eggs and a trip at half term.
        A.B. told me that she is happy here. J.S. 2 agreed.
        The Independent Reviewing Officer had not replied by Friday.
        Children chose pizza, fajitas and sushi for Saturday.
        She would like to learn Polish and German.
        Grace was shown by the team in a hard week.
        Bear in mind that the boiler is old.
        Section 20 consent and the Placement Plan were on file.
        The PEP was reviewed on 3 March 2027 and the EHCP in 2026.
        Reference 2027/0118 was closed on 12/02/2027.
        The alarm was tested on 4 May and on 11 May.
        """
    ),
)

SECOND = Material(
    given=_split(
        """Brandon, Keziah, Reece, Mollie, Kian, Tia, Declan, Sapphire, Hamza, Zainab, Bilal, Maryam, Liban, Ifrah, Kofi, Adwoa, Emeka, Temitope,
        Jakub, Zuzanna, Florin, Crina, Ilir, Vjosa, Thuy, Quang, Xiaoming, Ananya, Rohan, Simranjit, Aoibheann, Tadhg, Gethin, Lowri, Fearghal,
        Dariusz, Taras, Nataliya, Berkay, Elif, Jaxson, Kyra-Leigh, Tremaine, Shaniqua, Modou, Fikadu, Dilovan, Istvan, Ruxandra, Tatenda,
        Amelia-Rose, Zhara, Lateefah, Osagie, Mehrdad, Parwana, Ngawang, Siosaia, Anouk, Bertrand, Ewelina, Thandeka, Kelechukwu, Yonatan"""
    ),
    surnames=_split(
        """Gallagher, Adeyemi, Wisniewska, Chowdhury, Kaur, Desai, O'Connor, MacDonald, Ionescu, Tran, Ahmadi, Robinson, Prosser, Boateng, Carter,
        Woods, Ali, Harvey-Jones"""
    ),
    nicks=_split("Branny, Kez, Mols, Zee, Hamz, Kofs, Jaxy, Lols, Tommo, Becs, Maddy, Wozza, Ollie, Dazza"),
    words=_split("Joy, Dawn, Frank, Bill, April, Ruby, Amber, Sky, Rob, Penny, Ivy, Chase"),
    schools=_split(
        """Fernley Road Junior School, St Oswald's Church of England School, Harrow Vale Academy, Millbrook Sixth Form College, The Orchard School,
        Tarrant Community High School"""
    ),
    places=_split("Sheffield, Bolton, Luton, Ipswich, Margate, Oldham"),
    streets=_split("Willow Bank Avenue, Mill Lane, Station Crescent, Hawthorn Drive"),
    sentences=_lines(
        """
        According to {name} the evenings are calmer.
        {name} showed me a drawing of the garden.
        When I knocked, {name} opened the door.
        {name}, who is fifteen, hopes to train as a chef.
        The bedroom belongs to {name} and was not seen.
        A sanction was given to {name} for breaking a window.
        The log of 3 February states that {name} refused to come in.
        {full} has been the keyworker since autumn.
        The night worker ({full}) had left by then.
        Agency staff member {full} knew the plans well.
        I telephoned {full} on the day after the visit.
        The others call him {nick}.
        {nick} came in and sat with us.
        I saw {nick} being supported well.
        {word} told staff about the bullying.
        She is close to {word} and trusts her.
        {word} and {name} went to the cinema.
        Staff spoke to {slip} about the risk.
        {slip} returned at ten.
        A return interview was offered to {slip} but was declined.
        spoke with {low} about school and friends
        {title} wrote a letter of complaint.
        A letter from {title} was on file.
        Attendance at {school} is now ninety per cent.
        {name} was excluded from {school} for a day.
        He visits his grandmother in {place} each month.
        The train from {place} was late.
        The professional left {phone} for a call back.
        A mobile ({phone}) was written on the wall chart.
        Contact was made by {email} on Monday.
        An old letter to {postcode} was in the drawer.
        The appointment card ({nhs}) lay on the desk.
        The child, DOB {birth}, was placed in an emergency.
        Her birthday is {birth} and a party is planned.
        The young person ran to {address}.
        """
    ),
    harmless=_lines(
        """
        Can the provider say when the Quality of Care Review will be finished?
        Joy was plain to see on their faces when the dog came in.
        Dawn had broken before the night staff left.
        Bill payments are made by the finance team.
        April was quiet, and there were no restraints in March.
        Chase up the missing certificate with the contractor.
        The Responsible Individual visits each month and reads the Safeguarding Log.
        Frank talks about money are part of the Independence Programme.
        The Deputy Manager keeps the Missing from Care folder in the office.
        Ruby red paint was chosen for the dining room.
        Sky sports is popular in the evening.
        On Thursday the Designated Officer confirmed that no further action was needed.
        The Children's Commissioner poster and the Childline number are on the board.
        Risk assessments for swimming, trampolining and go-karting were signed.
        K.L. said the wifi is slow. M.N. wants a skateboard.
        Staff had training in First Aid, Medication and De-escalation.
        The kitchen had halal meat, couscous and plantain.
        The Health Plan was reviewed on 14/01/2027 and the next Review is in July.
        Christmas and Diwali were both celebrated.
        Amber risk ratings were moved to green after the Strategy Meeting.
        Regulation 40 notice number 20270117 was sent within 24 hours.
        Penny pinching was not seen; the food budget is fair.
        """
    ),
)

HELD_OUT = Material(
    given=_split(
        """Connor, Leah, Ashton, Courtney, Jermaine, Paige, Marlon, Ebony, Tariq, Safiya, Idris, Hafsa, Guled, Sagal, Yaw, Akosua, Obinna, Folasade,
        Bartosz, Kinga, Andrei, Denisa, Besart, Arjeta, Khanh, Mei Ling, Jianhong, Kavya, Vikram, Jaspreet, Saoirse, Oisin, Iolo, Angharad, Ruaridh,
        Wojtek, Bohdan, Iryna, Kerem, Defne, Kaysen, Ellie-Mae, Dwayne, Latoya, Alhagie, Selamawit, Shvan, Gergo, Bianca, Farai,
        Teddie, Rhianne, Rukaya, Efosa, Siavash, Malalai, Tenzin, Sione, Delphine, Aurelien, Patrycja, Nomvula, Chukwuemeka, Dawit"""
    ),
    surnames=_split(
        """Walsh, Olatunji, Nowak, Miah, Sandhu, Mehta, O'Neill, McKenzie, Dumitru, Pham, Rahimi, Clarke, Griffiths, Owusu, Turner,
        Field, Shah, Taylor-Brown, Fox"""
    ),
    nicks=_split("Con, Leahs, Ash, Jermz, Paigey, Taz, Saffy, Macca, Robbo, Debs, Issy, Gaz, Teds, Shell"),
    words=_split("Hazel, Robin, Nick, Jade, Guy, Heather, Crystal, June, Pat, Holly, Max, Destiny"),
    schools=_split(
        """Cobden Street Primary School, Holy Trinity Catholic College, Wenlock Academy, Lower Marsh Infants School, Queensmead High School,
        Bishop Latimer School"""
    ),
    places=_split("Derby, Rochdale, Swindon, Hastings, Telford, Hull"),
    streets=_split("Maple Grove, Chapel Street, Bracken Close, Old Mill Road"),
    sentences=_lines(
        """
        My first talk was with {name} in the conservatory.
        {name} asked for a lock on the door.
        In the afternoon {name} and two others walked the dog.
        It was clear that {name} trusts the staff.
        {name}, aged fourteen, plays for a local team.
        The risk plan for {name} was changed the next day.
        Two staff held {name} for less than a minute.
        Children are worried about {name}'s temper.
        The person in charge was {full}.
        {full} joined the team in January.
        An advocate, {full}, comes every other week.
        Minutes were taken by {full} and signed.
        {nick} has made good progress at football.
        The young people told me that {nick} had been unkind.
        Staff gave {nick} space and then talked.
        {word} asked when the wifi would be mended.
        The dentist saw {word} in February.
        {name} sits next to {word} at meals.
        Physical intervention was used with {slip} on one occasion.
        {slip} had written a letter to thank the cook.
        The complaint made by {slip} was upheld.
        later i met {low} in the kitchen
        {title} confirmed this by telephone.
        The matter was reported to {title} the same day.
        The headteacher of {school} praised the home.
        Transport to {school} takes forty minutes.
        Contact takes place in {place} on Sundays.
        A bus pass to {place} was bought.
        Somebody had pinned up {phone} by the door.
        Text messages came from {phone} at night.
        Please write to {email} for the minutes.
        The address label ended in {postcode}.
        The hospital letter quoted {nhs}.
        The referral gave {birth} as the date she was born on, and {birth} (DOB) again below.
        The taxi drops him at {address} each morning.
        """
    ),
    harmless=_lines(
        """
        Did the team share the Missing Person Protocol with the police?
        Hazel nuts were kept away because of an allergy.
        Robin nests were seen in the garden by the children.
        Crystal clear house rules hang in the hall.
        June and July will be busy with exams.
        Pat answers were not given; staff thought about what I asked.
        Holly and ivy hung over the mantelpiece.
        Max occupancy is five children.
        The Assistant Manager leads on Equality and Diversity.
        The Locality Plan names the Virtual School and the Emergency Duty Team.
        Care Leavers are invited back for Sunday lunch.
        Minutes of the Children's Meeting were typed and shared.
        P.Q. said that the rules are fair. R.S. would like more trips.
        The Positive Handling log and the Bound Book match.
        Paracetamol and an EpiPen were in date.
        On Wednesday the Boiler was serviced; the Certificate hangs in the Office.
        Key Work sessions covered Healthy Relationships and Money.
        A Personal Emergency Evacuation Plan is in place.
        The last drill was on 09/03/2027 at 6.15am.
        Pizza night, karaoke and bingo were popular.
        Nick nacks filled the shelf.
        Record 4412/2027 has two signatures.
        """
    ),
)


def _joined(one: Material, other: Material) -> Material:
    parts = (getattr(one, name) + getattr(other, name) for name in one.__dataclass_fields__)
    return Material(*parts)


PARTS = {"development": _joined(FIRST, SECOND), "held_out": HELD_OUT}


def examples(part: str, *, seed: int = 44, rounds: int = 30) -> list[Example]:
    """Labelled texts of that part, the same for the same seed: `rounds` times every sentence, in paragraphs of four."""
    material, chance = PARTS[part], random.Random(f"{part} {seed}")  # noqa: S311 - a reproducible draw, no secret
    sentences = [sentence for _ in range(rounds) for sentence in material.sentences]
    sentences += [sentence for _ in range(rounds) for sentence in material.harmless]
    chance.shuffle(sentences)
    made = []
    for place in range(0, len(sentences), 4):
        made.append(_paragraph(sentences[place : place + 4], material, chance))
    return made


def _paragraph(sentences: list[str], material: Material, chance: random.Random) -> Example:
    text, labels = "", []
    for sentence in sentences:
        text += " " if text else ""
        done = 0
        for slot in SLOT.finditer(sentence):
            text += sentence[done : slot.start()]
            value = _value(slot[1], material, chance)
            labels.append((len(text), len(text) + len(value), KIND_OF_SLOT[slot[1]]))
            text += value
            done = slot.end()
        text += sentence[done:]
    return Example(text, tuple(labels))


def _value(slot: str, material: Material, chance: random.Random) -> str:
    given = chance.choice(material.given)
    if slot == "full":
        return f"{given} {chance.choice(material.surnames)}"
    if slot == "title":
        return f"{chance.choice(('Mr', 'Mrs', 'Ms', 'Dr', 'PC'))} {chance.choice(material.surnames)}"
    if slot == "slip":
        return _slip(given, chance)
    if slot == "low":
        return given.lower()
    simple = {
        "name": (given,),
        "nick": material.nicks,
        "word": material.words,
        "school": material.schools,
        "place": material.places,
    }
    return chance.choice(simple[slot]) if slot in simple else _identifier(slot, material, chance)


def _slip(name: str, chance: random.Random) -> str:
    """The name with one slip of the keyboard after its first letter."""
    place = chance.randrange(1, len(name) - 1)
    kind = chance.choice(("drop", "double", "swap"))
    if kind == "drop" and len(name) > 4:
        return name[:place] + name[place + 1 :]
    if kind == "swap" and name[place : place + 2].isalpha() and name[place] != name[place + 1]:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + name[place] + name[place:]


def _identifier(slot: str, material: Material, chance: random.Random) -> str:
    digit = chance.randrange
    if slot == "phone":
        number = f"07700 9{digit(10)}{digit(10)} {digit(100, 1000)}"
        return chance.choice((number, number.replace(" ", ""), f"+44 {number[1:]}", f"0113 496 {digit(1000, 9999)}"))
    if slot == "email":
        return f"{chance.choice(material.nicks).lower()}.{digit(10, 99)}@mail.example.org"
    if slot == "postcode":
        code = (
            f"{chance.choice(('ZZ', 'LS', 'M', 'BN'))}{digit(1, 30)} {digit(1, 10)}{chance.choice(('AB', 'QX', 'TD'))}"
        )
        return chance.choice((code, code.replace(" ", ""), code.lower()))
    if slot == "nhs":
        return _nhs(chance)
    if slot == "birth":
        year, month, day = digit(2009, 2019), digit(1, 13), digit(1, 29)
        return chance.choice((f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year % 100:02}", f"{day} March {year}"))
    return f"{digit(1, 200)} {chance.choice(material.streets)}"


def _nhs(chance: random.Random) -> str:
    while True:
        first = [chance.choice((4, 6, 7))] + [chance.randrange(10) for _ in range(8)]
        check = 11 - sum(number * weight for number, weight in zip(first, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            digits = "".join(map(str, first)) + str(check % 11)
            return chance.choice((digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}"))
