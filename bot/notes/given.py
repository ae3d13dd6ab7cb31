"""First names, and what is none, so that a name is seen with or without its capital. No I/O, no clock."""

import re

#: Those that are not also common words. There are many more: with its capital any word may be one.
FIRST = frozenset(
    re.findall(
        r"\w+",
        """
        aaron abdi abdul abigail adam adele adriana agnes ahmed aiden aisha alan albert alberto
        alejandro alessandra alex alexis alfie alfonso alice alicia alina alison allison alma alonzo
        alvin amanda amara amber amelia amina amir amit amy anastasia andre andrea andrew angela
        angelica angelo anika anita anna anne annie anthony antoine antonio anya archie ari ariana
        armando arnold arthur arturo asha ashley astrid aubrey audrey ava axel ayesha barbara
        bartholomew beatrice beatriz becky belinda bella ben benjamin bernadette bernard bernice bert
        bertha bessie beth bethany betty beverly bianca blake blanche bob bobby bonnie boris bradley
        brady brandon brenda brian brianna bridget bruce bryan bryce caitlin caleb callum cameron camila
        carl carla carlos carmela carmen carol carolyn casey cassandra catherine cecilia cedric celeste
        chandra chantal charles charlie charlotte chen cheryl chester chloe chris christina christine
        christopher cindy claire clara clarence claudia clayton clifford clyde colin connie connor
        constance cora corey cornelius courtney craig curtis cynthia cyrus daisy damian damien dan
        danica daniel danny daphne darius darlene darnell darren darryl daryl dashawn dave david davis
        deandre debbie deborah debra delia delores demetrius denise dennis derek desmond devon dexter
        diana diane diego dimitri dion dmitri dolores dominic donald donna dora doreen dorian doris
        dorothy douglas duncan dwayne dwight dylan ebony ed eddie edgar edith edmund eduardo edward
        edwin eileen elaine eleanor elena eli elias elijah elise elizabeth ella ellen ellie elliot ellis
        elmer elsa elsie elvira emilia emilio emily emma emmanuel enrique eric erica erik erin ernest
        ernesto esmeralda estelle ester esther ethan ethel eugene eunice eva evan evangeline evelyn
        everett ezekiel ezra fabian farah fatima faye felicia felix fernando finn fiona florence floyd
        frances francesca francine francis francisco franklin fred freda freddie freya gabriel gail
        garrett gary gavin gemma genevieve geoffrey george georgia gerald geraldine gerard gertrude
        gilbert gina giovanni giselle gladys glenda glenn gloria gordon graciela graham greg greta
        gretchen guadalupe guillermo gus gustavo gwen gwendolyn hakim hank hannah harold harriet harry
        harvey hassan hattie hazel heather hector heidi helen henry herbert herman hilda horace howard
        hubert hugh hugo humberto ian ibrahim ida ignacio imani imran ingrid ira irene irma irving isaac
        isabel isabella isabelle isaiah ishaan isla ismael ivan jackie jackson jacob jacqueline jada
        jaden jake jamal james jamie jamila jane janet janice jared jasmine jason jasper javier javon
        jayden jayla jean jed jeff jeffrey jemima jen jenna jennifer jenny jeremy jerome jerry jessica
        jessie jill jim jimmy jo joan joanna joanne jocelyn jody joe joel joey john johnny jonathan
        jordan jorge jose josefina joseph josephine josh joshua josie joyce juan juanita judith judy
        julia julian juliana julie julio justin kai kaitlyn kamal kareem karen karim karl kate katherine
        kathleen kathryn kathy katie katrina kayla kaylee keisha keith kelly kelsey ken kendra kenji
        kenneth kevin khalid kiara kim kirsten kofi kristen kristin kurt kwame kyle kylie lakeisha lamar
        lana larry latoya laura lauren laurence laurie laverne lawrence layla leah leandro leila lena
        leo leon leona leonard leonardo leopold leroy leslie leticia levi lewis liam lila lillian linda
        lisa lloyd logan lois lola lorenzo loretta lorna lorraine lottie lou louis louise luca lucas
        lucia lucille lucinda lucy luis luisa luke luther lydia lyla lyle mabel mackenzie madison mae
        maeve magdalena mahmoud malcolm malik mandy manuel marcel marcia marco marcus marcy margaret
        margarita margie margot marguerite maria mariam mariana marie marilyn mario marisa marisol
        marjorie marlene marlon marsha marta martha martin marvin mary mason mateo mathilda matilda matt
        matteo matthew maureen maurice mavis maxine maya mckenzie megan mehmet melissa mercedes meredith
        mia micah michael michelle mick miguel mike mikhail mila mildred millie milo milton mina mindy
        minnie miranda miriam misha mohammed moira moises molly mona monica morgan moses muhammad muriel
        murray myra myrna myrtle nadia nadine nancy naomi natalia natalie natasha nathan nathaniel ned
        neil nell nellie nelson nestor nicholas nicky nico nicole nigel nikki nikolai nina noah noel
        nolan noor nora norma nyla octavia odessa olga oliver olivia omar ophelia orlando oscar osvaldo
        otis otto owen pablo paige paloma pam pamela patricia patrick paul paula pauline pedro peggy
        penelope percy perry pete peter phil philip philippa phillip phoebe phyllis pierre polly preston
        priscilla priya quentin quincy rachel rafael rahul raj ralph ramon ramona randall raquel rashid
        raul raymond rebecca rebekah regina reginald renata rene renee rhonda ricardo richard rick
        rickie ricky riley rita robert rocco rocio roderick rodney rodrigo roger rohan roland ron ronald
        ronnie rosa rosalie rosalind rosanna rosario rosemarie rosie roxanne roy ruben rudy rufus rupert
        russ russell ruth ryan sabrina sadie sally salma salvador sam samantha samir sammy samuel sandra
        sara sarah sasha saul scott sean sebastian selena serena sergio seth shane shanice shannon
        sharon shaun shauna shawn sheila shelby sheldon shelley sherman sherri shirley sid sidney silas
        silvia simon simone sofia sofie sonia sonya sophia sophie spencer stacey stacy stanley stefan
        stella stephanie stephen steve steven stuart sunil susan susanna suzanne suzy sven sylvia
        tabitha talia tamara tamika tanya tariq tasha tatiana ted teddy teresa terrance terrence terry
        tessa thad thelma theo theodore theresa thomas tia tiana tiffany tim timmy timothy tina tobias
        toby todd tom tomas tommy tony tonya tori tracey tracy travis trevor tricia trisha tristan trudy
        tyler tyrell tyrone tyson umar ursula valentina valerie vanessa vanya vera verna vernon veronica
        vicki vicky victor victoria vijay vikram vince vincent virgil virginia vivian vladimir wallace
        walter wanda warren wayne wendell wendy wesley wilbur wilfred wilhelmina willa willard william
        willie wilma winifred winston xavier ximena yara yasmin yasmine yolanda yusra yusuf yvette
        yvonne zach zachariah zachary zainab zara zeke zelda zoe zoey zuri
        """,
    )
)
#: Words that begin sentences and headings, and are no names for all their capitals.
COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        about admitted advice after all also and any anyway apart application applications apply
        appointment are around article ask asked asking assessed atlantic average away back badge
        bathing became because become before begin behind being below best better between both bottle
        brainstormed bring brother brought burnout but call called can caring carried case central check
        christmas class cleaning client clients club coach coffee come comes coming commode conference
        congratulations consider considering consulted consumer cooking cost could couple covered
        covering curious cushion cut deadline debrief debriefing decided depending did different
        difficult dinner discharge discharged documentation documented does doing done down drawing
        dressing drive drove during each early eastern eat eating either email emailed emailing ended
        enjoy entry eval evaluated even every everybody everyone everything exam example excited expect
        fed feedback feeding feel feels fell felt fieldwork final finally fine first fitted five follow
        following food for forgot found four free friends from full fun funny further gave general get
        getting give given glad goal goals going good got grandma great group had half halfway hand
        handwriting happened happy hard has hated have having head heard hearing hello help helped
        helping hemi her here high highlight hint his home homework honest honestly hoping hours how
        however idea if important in initials injury inside instead insurance interested interview
        interviewed into it its job join joined just keep kept kids kind know known knows last late
        later learn learned learning lecture left less let letting level like likes list listen
        listening little live lives long look looked looking looks lost lots love loved lovely lucky
        lunch made main make making manager many maybe meanwhile medicaid medicare meeting mentioned
        mentor mentors met middle midterm mine minutes mirror months more most much must name near need
        needs never new news next nice nobody none not note noted notes nothing now observed observing
        of offer offered often okay old on once one only onto open or ordered other otherwise our out
        outside over pacific paid paired paper parking part past patient pay people perhaps personal
        phone photos pick picked place placement plan please point positioning possible practice
        practiced practicing practised practising prefers prep probably productivity progress promise
        promised proud public put question questions quick quite ran read reading ready really reason
        reassessed received recommended regards remember remind reminder reply request research resident
        rest results return returned right role room round run running said same sat saved saw says
        second see seeing seems seen sees send sent service services session sessions set several shadow
        shadowed shadowing share shared she shifts should showed showing side sign simple since sir
        sister six skip slow small so social some somebody somehow someone something sometimes soon
        sorry speaks spending spent splint splinted splinting splints spoke spoken started starting
        starts stay stayed still stop strong student students study subject such supervised support
        supposed sure take takes taking talked talking talks taught teaches teaching team tell ten test
        text than thank thanks that the their them then there these they thing things think third this
        those though thought three through time times tip tips to today together toileting told tomorrow
        tonight too took top total touring toward track training transfer transferring transfers travel
        treated treating tried tries try trying turn turned two type typical uncle under unfortunately
        unit unless until up upcoming updated upper use used using usually very view visit visited
        visiting volunteer volunteering wait waiting walked walker walking want wanted wants was watched
        watching way we week weekend weeks well went were what whatever wheelchair wheeled when whenever
        where wherever whether which while who whole whose why willing wish with within without wondered
        wonderful wondering work worked workers working worried worries worth would wound write writing
        wrote year years yes yesterday yet you young your yours zoom
        """,
    )
)
_WORD = re.compile(r"\b[A-Za-z][a-z]{0,14}\b")


def with_capitals(text: str) -> str:
    """Return a text, of the same length, in which first names have capitals and common words none."""
    return _WORD.sub(_cased, text)


def _cased(word: re.Match[str]) -> str:
    small = word[0].lower()
    if small in COMMON:
        return small
    return word[0].capitalize() if small in FIRST else word[0]
