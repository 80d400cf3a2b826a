/** What one key does, and the list of them. */
import { useEffect, useRef } from "preact/hooks";
import { refresh } from "./stream.ts";

const keys = [
  ["r", "asks for everything anew"],
  ["?", "shows the keys"],
  ["Tab", "goes from one thing to the next"],
  ["Esc", "closes what is open"],
] as const;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** Listens for the keys; draws the list of them, closed. */
export const Keys = () => {
  const list = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key === "r") refresh();
      if (event.key === "?") list.current?.showModal();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return (
    <>
      <footer class="foot">
        <button type="button" class="quiet" onClick={() => refresh()}>
          <kbd>r</kbd> refresh
        </button>
        <button type="button" class="quiet" onClick={() => list.current?.showModal()}>
          <kbd>?</kbd> keys
        </button>
      </footer>
      <dialog ref={list} aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <dl class="facts">
          {keys.map(([key, says]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
};
