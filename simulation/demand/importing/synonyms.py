"""What operations call their columns, in several languages."""

import re
import unicodedata

# The canonical columns of orders and of couriers, in the order in which they are shown.
TIMES = ("placed", "ready", "due", "cancelled")
SPANS = ("preparation_s", "promise_s", "pickup_service_s", "dropoff_service_s")
POINTS = ("producer_lon", "producer_lat", "consumer_lon", "consumer_lat")
ORDER_COLUMNS = (
    "id",
    "placed",
    "placed_day",
    "ready",
    "preparation_s",
    "due",
    "promise_s",
    "pickup_service_s",
    "dropoff_service_s",
    "seats",
    "cancelled",
    "priority",
    "status",
    "producer",
    *POINTS[:2],
    "producer_point",
    "consumer",
    *POINTS[2:],
    "consumer_point",
)
COURIER_COLUMNS = (
    "id",
    "class",
    "place",
    "lon",
    "lat",
    "day",
    "on",
    "off",
    "break_start",
    "break_end",
    "count",
)

_SAID = {
    "id": (
        "order_id order_number order_no order_nr orderid id uuid order_code "
        "order_ref order tilausnumero tilaus_id tilaus tilausnro bestellnummer "
        "bestell_id auftrag auftragsnummer pedido id_pedido numero_pedido commande "
        "numero_commande id_commande ordernummer bestelnummer reference "
        "platform_order_id waybill_id purchase_id delivery_id job_id n_commande "
        "numero_de_commande numero_de_pedido"
    ),
    "placed": (
        "placed placed_at placed_time created_at created created_time order_time "
        "ordered_at ordered order_placed order_placed_at order_created "
        "order_created_at order_datetime order_timestamp timestamp datetime "
        "placement_time accepted_at accept_time acceptance_time submitted_at "
        "checkout_time order_date_time platform_order_time start starts "
        "request_time requested_at received_at received_time purchase_time placed_on "
        "created_on time_placed time_of_order tilausaika tilattu luotu bestellzeit "
        "bestellt bestellt_am erstellt_am erstellt bestelldatum eingang hora_pedido "
        "fecha_hora creado creado_en fecha_pedido heure_commande cree_le passee_le "
        "date_commande besteld besteltijd time aika zeit"
    ),
    "placed_day": (
        "date day order_date placed_date created_date paiva pvm paivamaara "
        "tilauspaiva tilauspvm datum fecha jour dia bestelldatum besteldatum "
        "date_commande fecha_pedido order_day business_date business_day"
    ),
    "ready": (
        "ready ready_at ready_time food_ready food_ready_at ready_for_pickup "
        "ready_for_pickup_at prepared_at estimated_ready pickup_ready "
        "expected_ready expected_ready_time estimated_pickup estimated_pickup_time "
        "expected_pickup_time pickup_eta ready_by estimate_meal_prepare_time valmis "
        "valmis_klo fertig bereit abholbereit listo lista_a_las pret pret_a klaar"
    ),
    "preparation_s": (
        "preparation preparation_time prep prep_time prep_duration "
        "preparation_duration estimated_prep_time estimated_preparation_time cook_time "
        "cooking_time kitchen_time valmistusaika "
        "zubereitungszeit zubereitung tiempo_preparacion tiempo_de_preparacion "
        "temps_preparation temps_de_preparation bereidingstijd"
    ),
    "due": (
        "due due_at due_time promised promised_at promised_time deadline deliver_by "
        "delivery_deadline eta promised_delivery promised_delivery_time latest "
        "latest_delivery estimated_delivery estimated_delivery_time "
        "estimate_arrived_time target_time delivery_eta customer_eta dropoff_eta "
        "expected_delivery expected_delivery_time quoted_delivery_time arrive_by "
        "luvattu luvattu_aika "
        "toimitus_viimeistaan zugesagt liefertermin lieferzeit_bis faellig "
        "prometido entrega_prometida promis promis_pour beloofd"
    ),
    "promise_s": (
        "promise promise_time promised_duration sla delivery_sla delivery_window "
        "promised_within lupaus zusage promesa promesse"
    ),
    "pickup_service_s": (
        "pickup_service pickup_service_time pickup_duration time_at_pickup "
        "time_at_restaurant restaurant_wait service_time_pickup"
    ),
    "dropoff_service_s": (
        "dropoff_service dropoff_service_time dropoff_duration time_at_door "
        "time_at_dropoff time_at_customer handover_time service_time_dropoff "
        "service_time"
    ),
    "seats": (
        "seats size load boxes bags parcels volume_units capacity_needed koko groesse"
    ),
    "cancelled": (
        "cancelled cancelled_at canceled canceled_at cancel_time cancelled_time "
        "cancellation_time canceled_time peruttu peruutusaika storniert "
        "storniert_am storniert_um cancelado cancelado_en annule annulee annule_a "
        "geannuleerd"
    ),
    "priority": (
        "priority prio is_priority express prioriteetti prioritaet prioridad priorite"
    ),
    "status": (
        "status state order_status delivery_status tila zustand estado statut "
        "order_state is_cancelled is_canceled"
    ),
    "class": (
        "class vehicle vehicle_class vehicle_type transport mode type courier_type "
        "bike_or_car ajoneuvo kulkuneuvo fahrzeug fahrzeugtyp vehiculo vehicule "
        "voertuig"
    ),
    "place": (
        "place depot hub base start_place starting_point zone home station "
        "aloituspaikka standort lugar lieu"
    ),
    "day": "date day shift_date paiva pvm datum fecha jour dia",
    "on": (
        "on on_time shift_start shift_from start start_time begin from clock_in "
        "login online_from starts_at start_at alkaa vuoro_alkaa aloitus beginn von "
        "schichtbeginn inicio inicio_turno debut debut_service begin_dienst"
    ),
    "off": (
        "off off_time shift_end shift_to end end_time until to clock_out logout "
        "online_until ends_at end_at paattyy vuoro_paattyy lopetus ende bis "
        "schichtende fin fin_turno fin_service einde_dienst"
    ),
    "break_start": (
        "break_start break_from pause_from break_begin pause_start tauko_alkaa "
        "pausenbeginn pause_von descanso_inicio pause_debut"
    ),
    "break_end": (
        "break_end break_to break_until pause_to pause_end tauko_paattyy pausenende "
        "pause_bis descanso_fin pause_fin"
    ),
    "count": (
        "count number headcount couriers riders drivers vehicles how_many maara kpl "
        "lkm anzahl cantidad nombre aantal"
    ),
    "lon": "lon lng long longitude start_lon start_lng home_lon home_lng depot_lon",
    "lat": "lat latitude start_lat home_lat depot_lat",
}
_COURIER_ID = (
    "id courier_id courier driver_id driver rider_id rider name courier_name "
    "driver_name rider_name employee employee_id employee_name kuriiri kuriiri_id "
    " lahetti kurier kurier_id fahrer repartidor livreur bezorger"
)
_SIDES = {
    "producer": (
        "producer pickup pick_up restaurant vendor merchant store shop origin orig "
        "from sender poi venue supplier kitchen outlet source partner start "
        "ravintola nouto noutopaikka myyja abholung abhol haendler laden absender "
        "recogida origen restaurante retrait depart fournisseur ophalen"
    ),
    "consumer": (
        "consumer customer dropoff drop_off drop delivery recipient destination "
        "dest to client user receiver door address deliver end home asiakas "
        "toimitus vastaanottaja kohde kunde kunden lieferung liefer zustellung "
        "empfaenger ziel cliente entrega destino livraison destinataire arrivee "
        "klant bezorg"
    ),
}
_LON = (
    "lon lng long longitude laengengrad laenge pituusaste pituus longitud lengtegraad x"
)
_LAT = "lat latitude breitengrad breite leveysaste leveys latitud breedtegraad y"
_POINT = (
    "location point position coordinates coordinate coords coord geo geom geometry "
)
_POINT += "latlng latlon lat_lng lat_lon wkt sijainti koordinaatit standort ubicacion"
_ID = "id code no nr number key uuid ref tunnus numero nummer"

# Understood, but of no use to a simulation of what might have been.
_DONE = (
    "delivered delivered_at delivery_time actual_delivery picked_up picked_up_at "
    "pickup_time collected_at arrived_at fetch_time arrive_time toimitettu "
    "geliefert zugestellt entregado livre dispatched_at assigned_at"
)
OUTCOMES = frozenset(_DONE.split())
_UNITS = {
    "s": 1,
    "sec": 1,
    "secs": 1,
    "second": 1,
    "seconds": 1,
    "ms": 0.001,
    "min": 60,
    "mins": 60,
    "minute": 60,
    "minutes": 60,
    "minuuttia": 60,
    "minuten": 60,
    "minutos": 60,
    "h": 3600,
    "hour": 3600,
    "hours": 3600,
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9]+")
_ZONED = re.compile(r"_(utc|gmt|local)$")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def plain_name(name: str, *, german: bool = False) -> str:
    """Return a name in small plain letters with ``_`` between its words.

    ``Créé le`` and ``createdAt`` are ``cree_le`` and ``created_at``; ä is a, or ae
    where `german`.
    """
    text = _CAMEL.sub("_", name).lower()
    if german:
        text = text.translate(_GERMAN)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(each for each in text if not unicodedata.combining(each))
    return _SIGNS.sub("_", text).strip("_")


def is_in_utc(name: str) -> bool:
    """Return whether the name of a column says that its times are those of UTC."""
    found = _ZONED.search(plain_name(name))
    return found is not None and found[1] != "local"


def unit_of(name: str) -> tuple[str, float | None]:
    """Return a plain name without its unit, and the unit in seconds if it has one."""
    base, _, last = name.rpartition("_")
    if base.endswith("_in"):
        base = base.removesuffix("_in")
    return (base, _UNITS[last]) if base and last in _UNITS else (name, None)


def named_roles(name: str, *, couriers: bool = False) -> list[tuple[int, str]]:
    """Return what a column may be by its name, each with how far down its list."""
    found: dict[str, int] = {}
    columns = COURIER_COLUMNS if couriers else ORDER_COLUMNS
    for german in (False, True):
        plain = plain_name(name, german=german)
        plain = _ZONED.sub("", plain)
        bare = unit_of(plain)[0]
        for role in columns:
            words = _SAID.get(role, "")
            if couriers and role == "id":
                words = _COURIER_ID
            for rank, word in enumerate([role, *words.split()]):
                if word in {plain, bare} and plain not in OUTCOMES:
                    found[role] = min(rank, found.get(role, rank))
        if not couriers:
            for role in _place_roles(plain):
                if "id" not in found or role not in _SIDES:  # delivery_id is an id
                    found.setdefault(role, 0)
    return sorted((rank, role) for role, rank in found.items())


def _place_roles(plain: str) -> list[str]:
    """Return which column of a place a name means, such as producer_lon."""
    roles = []
    for side, words in _SIDES.items():
        for word in sorted(words.split(), key=len, reverse=True):
            rest = _without(plain, word)
            if rest is None:
                continue
            if rest in _LON.split():
                roles.append(f"{side}_lon")
            elif rest in _LAT.split():
                roles.append(f"{side}_lat")
            elif rest in _POINT.split():
                roles.append(f"{side}_point")
            elif rest == "" or rest in _ID.split():
                roles.append(side)
    return roles


def _without(plain: str, word: str) -> str | None:
    """Return what a name says beside a word at its beginning or end."""
    if plain == word:
        return ""
    if plain.startswith(f"{word}_"):
        return plain.removeprefix(f"{word}_")
    if plain.endswith(f"_{word}"):
        return plain.removesuffix(f"_{word}")
    return None
