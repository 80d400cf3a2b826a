/** What the made snapshots are put together of. */
import type { Phase, Stop, StopState } from "../../rail.ts";
import type { EnvironmentSnapshot, OnEachPage, Panel, ShownRelease, ShownSide, Target } from "../../snapshot.ts";

const asOf = "2026-11-30T14:03:22.000Z";

/** So many seconds before the moment of all fixtures; after it, if negative. */
export const ago = (seconds: number): string => new Date(Date.parse(asOf) - seconds * 1_000).toISOString();

export const read = <Value>(value: Value): Panel<Value> => ({ value, asOf, trouble: null, stale: false });

export const release = (version: string): ShownRelease => ({
  version,
  commit: version.repeat(40).slice(0, 40),
  link: `https://github.com/sarcelle/web/commit/${version.repeat(40).slice(0, 40)}`,
  imageId: `ami-${version.padStart(17, "0")}`,
});

export const each: OnEachPage = {
  n: 42,
  asOf,
  account: "123456789012",
  region: "eu-west-1",
  caller: "arn:aws:sts::123456789012:assumed-role/deployers/alice",
  readOnly: false,
  playground: null,
};

export const environment: EnvironmentSnapshot["environment"] = {
  name: "web-live",
  stage: "live",
  service: "web",
  repository: "https://github.com/sarcelle/web",
  sides: 2,
};

export const target = (n: number, state = "healthy", reason: string | null = null): Target => ({
  id: `i-0${String(n).repeat(16).slice(0, 16)}`,
  state,
  reason,
});

export const side = (
  name: "blue" | "green",
  share: number | null,
  version: string | null,
  more: Partial<ShownSide> = {},
): ShownSide => {
  const targets = version === null ? [] : [1, 2, 3, 4].map((n) => target(name === "blue" ? n : n + 4));
  const suffix = name === "blue" ? "" : "-green";
  return {
    side: name,
    share,
    release: version === null ? null : release(version),
    group: { name: `web${suffix}`, min: 2, desired: targets.length, max: 10, running: targets.length },
    launchTemplateVersion: version ?? "1",
    suspended: [],
    targetGroups: [
      { name: `web-http${suffix}`, healthy: targets.length, targets },
      { name: `web-https${suffix}`, healthy: targets.length, targets },
    ],
    leftToEmpty: [],
    ...more,
  };
};

export const stop = (state: string, says: string, stands: StopState, more: Partial<Stop> = {}): Stop => {
  const isReached = stands === "done" || stands === "here" || stands === "failed";
  return {
    state,
    says,
    stands,
    since: isReached ? ago(120) : null,
    endedAt: isReached && stands !== "here" ? ago(90) : null,
    looks: isReached ? 1 : 0,
    retries: 0,
    reason: null,
    until: null,
    nextLook: null,
    ...more,
  };
};

export const phase = (name: string, stands: StopState, ...stops: readonly Stop[]): Phase => ({
  name,
  stands,
  since: stops[0]?.since ?? null,
  endedAt: stops.at(-1)?.endedAt ?? null,
  stops,
});
