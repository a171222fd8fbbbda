/** Every word the widget says by itself: Dutch, "u", about B1. What the assistant says comes from the gateway. */
import type { ItemKind, Sender, Verdict } from "./types.ts";
import type { FailureReason, Problem } from "./state.ts";

export const text = {
  launcherUnread: (count: number) => (count === 1 ? "1 nieuw bericht" : `${count} nieuwe berichten`),
  title: "Leerwijs",
  assistant: "Digitale assistent",
  close: "Verberg het gesprek",
  log: "Berichten",
  starting: "Het gesprek begint …",
  newBelow: "Nieuw bericht",
  typingBot: "Leerwijs zoekt het antwoord …",
  typingPerson: (name: string) => `${name || "De adviseur"} typt …`,

  menu: "Meer mogelijkheden",
  person: "Ik wil een mens spreken",
  overview: "Mijn overzicht: wat ik vond",
  plain: "Toon alles eenvoudiger",
  notPlain: "Toon weer de gewone tekst",
  plainOn: "U ziet nu de eenvoudige tekst.",
  plainOff: "U ziet weer de gewone tekst.",
  save: "Bewaar dit gesprek op uw apparaat",
  finish: "Beëindig dit gesprek",
  erase: "Verwijder mijn gesprek",
  eraseQuestion: "Wilt u dit gesprek verwijderen? Dan is alles gewist. U kunt het niet meer terughalen.",
  eraseYes: "Ja, verwijder alles",
  eraseNo: "Nee, ga terug",

  input: "Uw vraag of antwoord",
  placesFound: (count: number) =>
    count === 0 ? "Geen plaats gevonden. Typ de naam, dan zoeken wij verder."
    : `${count === 1 ? "1 plaats" : `${count} plaatsen`} gevonden. Kies met de pijltjes.`,
  places: "Plaatsen",
  send: "Verstuur",
  left: (count: number) => `U kunt nog ${count} ${count === 1 ? "teken" : "tekens"} typen.`,
  over: (count: number) =>
    `Uw bericht is ${count} ${count === 1 ? "teken" : "tekens"} te lang. Maak het korter. Dan kunt u het versturen.`,

  sending: "Wordt verzonden",
  failed: "Niet verzonden.",
  retry: "Probeer opnieuw",
  discard: "Haal weg",

  choices: "Kies een antwoord, of typ zelf iets",
  chosen: "U kunt kiezen uit:",
  several: "U kunt meer dan één antwoord kiezen",
  sendChoices: "Verstuur mijn keuze",
  noneChosen: "Kies eerst een antwoord, of typ zelf iets.",
  and: "en",
  progress: (step: number, most?: number | null) =>
    most && most >= step ? `Vraag ${step} van maximaal ${most}` : `Vraag ${step}`,

  simpler: "Eenvoudiger",
  original: "Gewone tekst",
  readAloud: "Lees voor",
  stopReading: "Stop met voorlezen",
  helpful: "Dit helpt mij",
  unhelpful: "Dit helpt mij niet",
  thanks: "Dank u wel. Uw mening helpt ons.",
  whyUnhelpful: "Wat kan beter?",

  why: "Waarom",
  whyNot: "Waarom niet",
  check: "Controleer zelf",
  morePoints: (count: number) => `Toon nog ${count} punten`,
  moreAbout: (apply: boolean, checks: number) => {
    const points = checks === 1 ? "1 punt om te controleren" : `${checks} punten om te controleren`;
    return apply ? `Zo vraagt u het aan${checks ? `, en ${points}` : ""}` : checks ? points : "Meer hierover";
  },
  missing: "Dit weten wij nog niet van u",
  notFitting: (count: number) => `Dit kunt u niet krijgen (${count})`,
  asFarAsKnown: "Voor zover wij weten. Vraag het na bij de instantie zelf.",
  unknown: "Wij weten niet zeker of dit er nog is.",
  source: "Bron",
  checked: "gecontroleerd",
  more: (host: string) => `Lees meer op ${host}`,
  newWindow: "(opent in een nieuw venster)",
  results: (count: number) => (count === 1 ? "1 resultaat:" : `${count} resultaten:`),
  you: "U",

  calendar: "Zet in uw agenda",
  calendarFile: "afspraak.ics",
  calendarFailed: "De afspraak ophalen lukt nu niet. Probeer het straks opnieuw.",
  read: "Gelezen door de adviseur",
  readAt: (name: string) => `Gelezen door ${name}`,

  notKept: "Uw browser bewaart dit gesprek niet. Blijf op deze pagina, of bewaar het gesprek op uw apparaat.",
  offline: "U bent niet verbonden met internet. Wij versturen uw berichten als u weer verbinding hebt.",
  waiting: "De verbinding is even weg. Wij proberen het opnieuw.",
  back: "De verbinding is er weer.",
  queue: "U wacht op een adviseur.",
  queuePlace: (place: number) => (place === 1 ? "U bent de eerste in de rij." : `U bent nummer ${place} in de rij.`),
  queueMinutes: (minutes: number) => `Het duurt nog ongeveer ${minutes} ${minutes === 1 ? "minuut" : "minuten"}.`,
  leaveQueue: "Niet meer wachten",
  adviserRole: (loket?: string | null) => `Adviseur${loket ? `, ${loket}` : ""}`,
  waitingRole: "Een adviseur komt eraan",
  closed: "Dit gesprek is klaar. Hebt u nog een vraag? Typ die dan hieronder.",
  fileName: "gesprek-leerwijs.txt",
};

export const problems: Record<Problem, string> = {
  start_failed: "De assistent is nu niet bereikbaar. Probeer het straks opnieuw.",
  expired: "Uw vorige gesprek is voorbij. U kunt een nieuw gesprek beginnen.",
  erase_failed: "Verwijderen lukt nu niet. Uw gesprek is er nog. Probeer het straks opnieuw.",
  call_failed: "Dat lukt nu niet. Probeer het straks opnieuw.",
  erased: "Uw gesprek is verwijderd.",
};

export const problemActions: Record<Problem, string> = {
  start_failed: "Probeer opnieuw",
  expired: "Begin een nieuw gesprek",
  erase_failed: "Probeer opnieuw",
  call_failed: "Sluit deze melding",
  erased: "Begin een nieuw gesprek",
};

export const failures: Record<FailureReason, string> = {
  network: "Er is geen goede verbinding.",
  limited: "U stuurt veel berichten achter elkaar. Wacht even.",
  too_long: "Uw bericht is te lang.",
  refused: "Dit bericht kan de assistent niet lezen.",
};

export const verdicts: Record<Verdict, string> = {
  waarschijnlijk: "Dit kunt u waarschijnlijk krijgen",
  misschien: "Misschien kunt u dit krijgen",
  niet: "Dit kunt u niet krijgen",
};

export const senders: Record<Sender, string> = {
  user: text.you, bot: text.title, adviser: "Adviseur", system: "Mededeling",
};

/** What an example is not, by kind: demonstration data must never look real. */
export const demo: Record<ItemKind, string> = {
  regeling: "Voorbeeld, geen echte regeling",
  leerbaan: "Voorbeeld, geen echte vacature",
  opleiding: "Voorbeeld, geen echte opleiding",
  certificaat: "Voorbeeld, geen echt certificaat",
  evc_aanbieder: "Voorbeeld, geen echte aanbieder",
  loket: "Voorbeeld, geen echt loket",
  afspraak: "Voorbeeld, geen echte afspraak",
  beroep: "Voorbeeld",
  stap: "Voorbeeld",
};

export const kinds: Record<ItemKind, string> = {
  regeling: "Regeling",
  leerbaan: "Leerbaan",
  opleiding: "Opleiding",
  certificaat: "Certificaat",
  evc_aanbieder: "EVC-aanbieder",
  loket: "Loket",
  afspraak: "Afspraak",
  beroep: "Beroep",
  stap: "Stap",
};

/** What the field is for while something is asked, with an example where that helps. */
export const fields: Record<string, { label: string; hint?: string }> = {
  leeftijd: { label: "Uw leeftijd in jaren", hint: "Bijvoorbeeld: 42" },
  reisafstand: { label: "Hoeveel kilometer u wilt reizen", hint: "Bijvoorbeeld: 20" },
  plaats: { label: "Uw woonplaats of postcode", hint: "Bijvoorbeeld: Zwolle of 8011" },
  telefoon: { label: "Uw telefoonnummer" },
};

/** Words for what is missing: the gateway names the slot. */
export const slots: Record<string, string> = {
  leeftijd: "uw leeftijd",
  werksituatie: "uw werk of uitkering",
  rol: "voor wie u dit vraagt",
  hoogste_opleiding: "uw hoogste opleiding",
  doel: "wat u wilt leren",
  niveau_doel: "het niveau van de opleiding",
  vorm: "hoe u wilt leren",
  sector_nu: "in welke sector u werkt",
  sector_doel: "in welke sector u wilt werken",
  beroep_nu: "uw beroep",
  beroep_doel: "het beroep dat u wilt",
  plaats: "uw woonplaats",
  reisafstand: "hoe ver u wilt reizen",
  ontslag: "of u ontslagen bent of wordt",
  werkgever_grootte: "hoe groot uw werkgever is",
  startkwalificatie: "of u een startkwalificatie hebt",
};

export const reasons: { id: string; title: string }[] = [
  { id: "klopt_niet", title: "Het klopt niet" },
  { id: "andere_vraag", title: "Ik vroeg iets anders" },
  { id: "te_moeilijk", title: "Het is te moeilijk" },
  { id: "te_lang", title: "Het is te lang" },
];

const MONTHS = [
  "januari", "februari", "maart", "april", "mei", "juni",
  "juli", "augustus", "september", "oktober", "november", "december",
];

/** "2026-03-14" or "2026-03" → "maart 2026"; "2026" stays; anything else is returned as it is. */
export function monthOf(date: string): string {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?/.exec(date) ?? [];
  if (!year) return date;
  return month ? `${MONTHS[Number(month) - 1] ?? ""} ${year}`.trim() : year;
}

const LABELS: Record<string, string> = {
  aanvragen: "Zo vraagt u het aan",
  aanvragen_tot_en_met: "Aanvragen kan tot en met",
  opent_weer: "U kunt weer aanvragen vanaf",
};

/** A field name as a label: "bedrag_per_jaar" → "Bedrag per jaar". */
export function labelOf(field: string): string {
  const label = LABELS[field];
  if (label) return label;
  const words = field.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
