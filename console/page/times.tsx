/** Moments, how long something took and what is left: each from an absolute time, by the world's clock. */
import { nowThere } from "./seen.ts";
import { leftOnTheClock, momentInWords, saidAloud, spanInWords } from "./words.ts";

/** A moment, with all of it on hover. */
export const At = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={at}>
    {momentInWords(at, nowThere.peek())}
  </time>
);

/** How long ago, which grows while one looks. */
export const Ago = ({ at }: { readonly at: string }) => <>{spanInWords(nowThere.value - Date.parse(at))} ago</>;

/** How long it took; how long it lasts by now, while it has no end. */
export const Lasted = ({ since, until }: { readonly since: string; readonly until: string | null }) => (
  <span class="lasted">{spanInWords((until === null ? nowThere.value : Date.parse(until)) - Date.parse(since))}</span>
);

/** What is left; not said aloud each second. */
export const Countdown = ({ until }: { readonly until: string }) => (
  <span class="left" role="timer" title={`until ${until}`}>
    {leftOnTheClock(Date.parse(until) - nowThere.value)}
  </span>
);

/** For those who hear the page: a minute before the end, ten seconds before, and at the end. */
export const LeftAloud = ({ until }: { readonly until: string }) => (
  <span class="aloud">{saidAloud(Date.parse(until) - nowThere.value)}</span>
);

/** How much of a wait is over. */
export const Elapsed = ({ since, until }: { readonly since: string; readonly until: string }) => {
  const [from, to] = [Date.parse(since), Date.parse(until)];
  const share = to <= from ? 1 : Math.min(1, Math.max(0, (nowThere.value - from) / (to - from)));
  return (
    <svg class="elapsed" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="4" rx="2" class="all" />
      <rect width={share * 100} height="4" rx="2" class="over" />
    </svg>
  );
};
