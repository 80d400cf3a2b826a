/** One poller for a server, however many tabs look: it reads for the pages that somebody looks at, and rests once nobody does. */
import { textDocument } from "../../command/formats/document.ts";
import type { Clock } from "../../src/clock.ts";
import type { PageSnapshot } from "../snapshot.ts";

/** What a page shows now, or why there is nothing to show. */
export type Shown = { readonly snapshot: PageSnapshot } | { readonly gone: string };

/** One page as it is read. */
export interface Watched {
  /** Reads what is due; answers whether anything was read. Looks may overlap. */
  look(): Promise<boolean>;
  /** Whether all that it shows goes together. */
  isWhole(): boolean;
  /** What it shows by now, as snapshot number `n`. */
  shows(n: number): Shown;
  /** Has what it shows read again as soon as may be. */
  hurry(): void;
  /** Has it read again as soon as its budget lets. */
  ask(): void;
}

type Listener = (shown: Shown, n: number) => void;

interface Page {
  readonly watched: Watched;
  readonly listeners: Set<Listener>;
  /** When the last one stopped looking. */
  leftAt: number;
  last: { readonly shown: Shown; readonly n: number } | undefined;
}

/** How long a page is read on that nobody looks at: a tab that reloads finds it as it is. */
const readOn = 60_000;

/** How often is looked what is due, in milliseconds. */
export const pollerTick = 100;

export interface Poller {
  /** Tells `listener` what a page shows, at once if that is known and whenever it was read again, until the answer is called. */
  watch(page: string, listener: Listener): () => void;
  /** Has a page that is looked at read again as soon as may be, as after something was started. */
  hurry(page: string): void;
  /** Has a page that is looked at read again within its budget, as a person does who asks for everything anew. */
  ask(page: string): void;
  stop(): void;
}

const tellOnStandardError = (error: unknown): void =>
  void process.stderr.write(textDocument(`A page could not be shown: ${error instanceof Error ? error.stack : error}`));

/** The poller; `open` begins to read a page by its path, and `mishap` hears what kept one from being shown: the others go on. */
export const createPoller = (
  open: (page: string) => Watched,
  clock: Pick<Clock, "now">,
  mishap: (error: unknown) => void = tellOnStandardError,
): Poller => {
  const pages = new Map<string, Page>();
  let n = 0;

  const tell = (page: Page) => {
    page.last = { shown: page.watched.shows(++n), n };
    for (const listener of page.listeners) listener(page.last.shown, page.last.n);
  };
  const look = async (page: Page) => {
    try {
      if ((await page.watched.look()) && page.watched.isWhole()) tell(page);
    } catch (error) {
      mishap(error);
    }
  };
  const round = () => {
    for (const [path, page] of pages) {
      const isLeft = page.listeners.size === 0 && clock.now() - page.leftAt > readOn;
      if (isLeft) pages.delete(path);
      else void look(page);
    }
  };
  const timer = setInterval(round, pollerTick);
  timer.unref();

  const opened = (path: string): Page => {
    const known = pages.get(path);
    if (known !== undefined) return known;
    const page: Page = { watched: open(path), listeners: new Set(), leftAt: 0, last: undefined };
    pages.set(path, page);
    void look(page);
    return page;
  };
  return {
    watch(path, listener) {
      const page = opened(path);
      page.listeners.add(listener);
      if (page.last !== undefined) listener(page.last.shown, page.last.n);
      return () => {
        page.listeners.delete(listener);
        page.leftAt = clock.now();
      };
    },
    hurry: (path) => pages.get(path)?.watched.hurry(),
    ask: (path) => pages.get(path)?.watched.ask(),
    stop() {
      clearInterval(timer);
      pages.clear();
    },
  };
};
