/** The page's one line to the server: snapshots come by it, and it is taken up again whenever it broke. */
import type { PageSnapshot } from "../snapshot.ts";
import { clock, connection, newest, tick } from "./seen.ts";
import { clockOf, type WorldClock } from "./world-clock.ts";

/** How long until it is tried again where the browser does not by itself, in milliseconds. */
const again = 2_000;

/** How often the world's clock is asked for, in milliseconds: a laptop's runs away in a day, not in a minute. */
const clockEvery = 60_000;

let source: EventSource | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** The token in the address, which is good once, becomes a cookie; the address forgets it. */
const exchangeToken = async (): Promise<void> => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return;
  history.replaceState(null, "", location.pathname + location.search);
  await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
};

const isLost = (): void => {
  if (connection.value.state !== "lost") connection.value = { state: "lost", since: Date.now() };
};

/** Asks for the time there. What is refused is said; where nobody answers, the line is lost. Answers whether it got an answer. */
const askClock = async (): Promise<boolean> => {
  try {
    const response = await fetch("/clock", { cache: "no-store" });
    const answer: { readonly says?: string } = await response.json();
    if (response.ok) {
      clock.value = clockOf(answer as { now: string; speed: number }, Date.now());
      return true;
    }
    connection.value = {
      state: "refused",
      says: answer.says ?? "The console does not know this page: open the address that 'sarcelle console' printed.",
    };
  } catch {
    isLost();
  }
  return false;
};

const close = (): void => {
  source?.close();
  source = undefined;
  clearTimeout(waiting);
};

/** The line, and what is asked for beside it. */
const openedWith = (more: "" | "&anew"): void => {
  close();
  const line = new EventSource(`/events?page=${encodeURIComponent(location.pathname)}${more}`);
  source = line;
  line.addEventListener("open", () => {
    connection.value = { state: "live" };
  });
  line.addEventListener("snapshot", ({ data }) => {
    const snapshot: PageSnapshot = JSON.parse(data);
    tick.value = Date.now();
    connection.value = { state: "live" };
    newest.value = snapshot;
  });
  // The line stays: an environment may be registered yet, and a deployment whose address was passed on may not have begun.
  line.addEventListener("gone", ({ data }) => {
    connection.value = { state: "gone", says: JSON.parse(data).says };
  });
  line.addEventListener("error", async () => {
    if (connection.value.state !== "refused") isLost();
    // The browser tries again by itself, unless it was answered something else than events: then one asks why.
    if (line.readyState !== EventSource.CLOSED || source !== line) return;
    close();
    await askClock();
    waiting = setTimeout(open, again);
  });
};

const open = (): void => openedWith("");

/** Takes the line up anew: the server answers with its newest snapshot, whole. */
const takeUp = (): void => {
  void askClock();
  open();
};

/** Has the server ask AWS for everything anew. */
export const refresh = (): void => {
  if (connection.value.state === "saved") return;
  void askClock();
  openedWith("&anew");
};

/** Connects, and stays connected for as long as somebody looks. */
export const connect = async (): Promise<void> => {
  await exchangeToken().catch(isLost);
  await askClock();
  open();
  setInterval(() => {
    if (!document.hidden) void askClock();
  }, clockEvery);
  // A hidden tab's line may be cut by the browser, and costs the server looks at AWS: it is taken up when somebody looks again.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else {
      tick.value = Date.now();
      takeUp();
    }
  });
};

/** A saved page's clock stands still at what it shows. */
export const stopped = (at: string): WorldClock => ({ world: Date.parse(at), here: 0, speed: 0 });
