// Asking the gateway: forms are sent as a browser would send them, with the key of this session.

const KEY = document.querySelector('meta[name="form-key"]')?.content ?? "";

/** What went wrong, in words for who sits here. `status` is 0 when the gateway cannot be reached. */
export class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { "X-Desk": "1", "X-Form-Key": KEY, ...options.headers } });
  } catch {
    throw new Refused(0, "Er is geen verbinding. Probeer het zo opnieuw.");
  }
  if (answer.ok) return answer;
  if (answer.status === 401) location.assign(`/desk/inloggen?naar=${encodeURIComponent(location.pathname + location.search)}`);
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, problem.detail ?? "Dat ging niet. Probeer het opnieuw.");
}

/** Posts fields (a FormData or a plain object); returns what came back, if anything did. */
export async function post(url, fields) {
  const body = new URLSearchParams(fields instanceof FormData ? fields : Object.entries(fields));
  const answer = await ask(url, { method: "POST", body, keepalive: true }); // it arrives though the page goes away
  return answer.status === 204 ? {} : answer.json();
}

/** A piece of a page. */
export async function piece(url) {
  return (await ask(url, { headers: { Accept: "text/html" } })).text();
}
