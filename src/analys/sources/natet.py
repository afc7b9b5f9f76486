"""How others' servers are asked: with a time limit, patience that has an end, and Swedish words when it is over.

Both libraries that fetch (koladapy, pxwebpy) send through a ``requests`` session; what is mounted on it here is the
same for both. Proxies and certificates of the environment are heeded (``HTTPS_PROXY``, ``NO_PROXY``,
``REQUESTS_CA_BUNDLE``).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError
from urllib3.util.retry import Retry

from analys.errors import AnalysError, FetchError
from analys.sources.kalla import Hamtning

_IGEN = (429, 500, 502, 503, 504)
"""What a server answers when the same question may do better in a while."""
_SPARAT = "Det som hann hämtas är sparat: kör samma kommando igen, så fortsätter hämtningen där den slutade."
_BIBLIOTEK = ("urllib3", "koladapy", "pxweb", "requests_cache")


class _Forsok(Retry):
    """Exponential waits, or as long as the server asks for (Retry-After), but never longer than ``vanta_hogst``."""

    def parse_retry_after(self, retry_after: str) -> float:
        return float(min(super().parse_retry_after(retry_after), self.backoff_max))


class _Talmodig(HTTPAdapter):
    """Sends with a time limit where the library gives none."""

    def __init__(self, hamtning: Hamtning) -> None:
        self.sekunder = hamtning.tidsgrans_sekunder
        super().__init__(
            max_retries=_Forsok(
                total=hamtning.forsok - 1,
                status_forcelist=_IGEN,
                allowed_methods=None,  # a POST only reads here too
                backoff_factor=hamtning.vanta_sekunder,
                backoff_max=hamtning.vanta_hogst_sekunder,
                raise_on_status=True,
            )
        )

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or self.sekunder
        return super().send(request, *args, **kwargs)


def gor_talmodig(session: requests.Session, hamtning: Hamtning) -> None:
    """Let every question of the session wait, try again and give up as the source's settings say."""
    for borjan in ("http://", "https://"):
        session.mount(borjan, _Talmodig(hamtning))
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


@contextmanager
def i_klartext(vem: str, adress: str) -> Iterator[None]:
    """Turn what goes wrong on the way to and from ``vem`` into Swedish; what the libraries log in English is silent.

    Raises
    ------
    FetchError : no contact, no patience left, or an answer that is none.
    """
    varden = urlsplit(adress).hostname or adress
    fore = {namn: logging.getLogger(namn).level for namn in _BIBLIOTEK}
    for namn in _BIBLIOTEK:
        logging.getLogger(namn).setLevel(logging.CRITICAL + 1)
    try:
        yield
    except AnalysError:
        raise
    except Exception as fel:
        raise FetchError(f"{vem} ({varden}): {_orsak(fel)} {_SPARAT}") from None
    finally:
        for namn, niva in fore.items():
            logging.getLogger(namn).setLevel(niva)


def _orsak(fel: BaseException) -> str:
    """Return what went wrong and what to do, from the error at the root of the libraries' own."""
    kedja: list[BaseException] = []
    nu: BaseException | None = fel
    while nu is not None:
        kedja.append(nu)
        nu = nu.__cause__ or nu.__context__
    if any(isinstance(k, requests.exceptions.RetryError) for k in kedja):
        return "servern svarar att den har för mycket att göra, fast frågan har ställts flera gånger. Vänta en stund."
    if any(isinstance(k, requests.exceptions.Timeout) for k in kedja):
        return "servern svarade inte i tid. Vänta en stund."
    if any(isinstance(k, requests.exceptions.JSONDecodeError) for k in kedja):
        return "svaret går inte att läsa som JSON; en proxy eller en inloggningssida kan ha svarat i stället."
    for k in kedja:
        if isinstance(k, requests.exceptions.HTTPError):
            kod = f" ({k.response.status_code})" if k.response is not None else ""
            return f"servern tar inte emot frågan{kod}. Kontrollera adress och id i källans fil i data/kallor."
    if any(isinstance(k, requests.exceptions.ConnectionError | ChunkedEncodingError) for k in kedja):
        return "går inte att nå. Kontrollera nätet, brandväggen och om en proxy behövs (miljövariabeln HTTPS_PROXY)."
    return f"ett oväntat svar ({type(kedja[-1]).__name__})."
