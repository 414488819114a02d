"""Function words by language: a query that holds nothing else keeps them all."""


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


STOP: dict[str, frozenset[str]] = {
    "en": _set(
        """
        a an and are as at be been but by did do does don't for from had has have he her
        his how i i'm if in into is it it's its me my no nor not of on or our she so
        than that the their them then there these they this those to was we were what
        when where which who whom why will with would you your
        """
    ),
    "it": _set(
        """
        a ad agli ai al alla alle allo anche che chi ci come con cosa cui da dagli dai
        dal dalla dalle dallo de degli dei del della delle dello di dove e ed era gli ha
        hanno ho i il in io l la le lei lo loro lui ma mi ne nei nel nella nelle nello
        no noi non o per perché più quale quando quello questa questo se si sia sono su
        sui sul sulla sulle sì tra tu un una uno vi voi è
        """
    ),
    "es": _set(
        """
        a al algo como con cual cuando de del desde donde el ella ellos en entre era es
        esa ese eso esta este esto ha han hay la las le les lo los me mi muy más no nos
        o para pero por porque que quien qué se ser si sin sobre son su sus sí también
        te tiene tu un una uno y ya yo él
        """
    ),
}
