// What our scripts ask of the server: whatever goes wrong is one sentence in the page's language.

const { lost, broken } = document.body.dataset;

class Told extends Error {} // a sentence for whoever looks at the page

export async function ask(address, asked) {
  const answer = await fetch(address, { ...asked, headers: { ...asked.headers, "x-for": "page" } });
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => null); // a proxy in between may say anything
  throw new Told(said?.error ?? lost);
}

export function wrong(sentence) {
  return new Told(sentence);
}

export function brokenOff() {
  return new Told(broken);
}

// The browser's own words for a network's failure are no sentence of ours.
export function sentence(error) {
  return error instanceof Told ? error.message : lost;
}
