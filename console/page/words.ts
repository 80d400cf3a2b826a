/** How the page says times, people and numbers. */

const two = (value: number): string => String(value).padStart(2, "0");

const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** A moment by the clock of whoever looks: `14:03:22`, and with its day where that is not today's. */
export const momentInWords = (iso: string, now: number): string => {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return dayOf(date) === dayOf(new Date(now)) ? time : `${dayOf(date)} ${time.slice(0, 5)}`;
};

/** How long something took, in its two largest units: `6 s`, `5 min 2 s`, `1 h 4 min`, `3 d 2 h`. Never negative. */
export const spanInWords = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const units = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
};

/** What is left until a moment, as a clock that runs backwards: `3:12`, `1:04:07`; `0:00` once it is over. */
export const leftOnTheClock = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** What is said aloud of what is left: at a minute, at ten seconds and at the end, and nothing between. */
export const saidAloud = (milliseconds: number): string => {
  if (milliseconds <= 0) return "The time is over.";
  if (milliseconds <= 10_000) return "10 seconds left.";
  return milliseconds <= 60_000 ? "One minute left." : "";
};

/** Who it is, of an ARN: `deployers/alice` of a session, `alice` of a user. */
export const callerInWords = (arn: string): string => {
  const resource = arn.split(":").slice(5).join(":");
  return resource.replace(/^(assumed-role|user|federated-user)\//, "") || arn;
};

/** So many of something. */
export const countInWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** As Git shortens it. */
export const shortCommit = (commit: string): string => commit.slice(0, 7);

/** How fast a playground's clock goes beside this machine's, which it may not quite keep up with; nothing where it is the same. */
export const speedInWords = (speed: number): string => {
  const rounded = Math.round(speed * 10) / 10;
  return rounded === 1 ? "" : `, ${rounded} times as fast`;
};

/** What is typed to start the next deployment: an environment with one side has no release, and is updated in place. */
export const startingCommand = ({ name, sides }: { readonly name: string; readonly sides: 1 | 2 }): string =>
  `sarcelle ${sides === 1 ? "rolling-update" : "release"} ${name} --release FILE --wait`;
