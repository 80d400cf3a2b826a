/** Begins: with what is saved in the file where that is so, and else with the server's snapshots. */
import { render } from "preact";
import type { PageSnapshot } from "../snapshot.ts";
import { Page } from "./page.tsx";
import { clock, connection, newest, tick } from "./seen.ts";
import { connect, stopped } from "./stream.ts";

const saved = document.getElementById("snapshot");
const root = document.getElementById("page");

if (root !== null) {
  if (saved !== null) {
    const snapshot: PageSnapshot = JSON.parse(saved.textContent);
    clock.value = stopped(snapshot.asOf);
    newest.value = snapshot;
    connection.value = { state: "saved" };
  } else {
    setInterval(() => {
      if (!document.hidden) tick.value = Date.now();
    }, 1_000);
    void connect();
  }
  const draw = () => render(<Page />, root);
  // What stands in the page already is on the screen first: a script that draws at once keeps the browser from that. A hidden tab has a title only.
  if (document.hidden) draw();
  else requestAnimationFrame(() => setTimeout(draw));
}
