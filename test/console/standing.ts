/** How an environment may stand, as the tests of the console's decisions need it. */
import type { Status } from "../../command/questions/status.ts";
import type { Rail, Stop } from "../../console/rail.ts";
import type { ShownDeployment, ShownSide } from "../../console/snapshot.ts";

const sideOf = (side: "blue" | "green", share: number, version: string | null, healthy = 2): ShownSide => ({
  side,
  share,
  release: version === null ? null : { version, commit: "abc1234", link: null, imageId: "ami-1" },
  group: { name: side === "blue" ? "web" : "web-green", min: 2, desired: 2, max: 4, running: 2 },
  launchTemplateVersion: "4",
  suspended: [],
  targetGroups: [
    {
      name: `web-http${side === "blue" ? "" : "-green"}`,
      healthy,
      targets: ["i-1", "i-2"].map((id, index) => ({
        id,
        state: index < healthy ? "healthy" : "unhealthy",
        reason: index < healthy ? null : "Target.ResponseCodeMismatch: Health checks failed with these codes: [503]",
      })),
    },
  ],
  leftToEmpty: [],
});

/** Release 3 on blue and release 4 on green, with so many percent on green. */
export const sidesWith = (onGreen: number, healthy?: number): readonly ShownSide[] => [
  sideOf("blue", 100 - onGreen, "3", healthy),
  sideOf("green", onGreen, "4", healthy),
];

type Held = NonNullable<Status["deployment"]>;

/** Who holds the environment. */
export const heldAs = (changed: Partial<Held> = {}): Held => ({
  ...{ id: "release-4", action: "release", requestedBy: "alice", caller: null, override: null, reason: null },
  ...{ startedAt: "2026-11-30T13:54:00.000Z", rollingBack: false, phase: "runs", endedAt: null },
  ...{ waitsFor: null, changes: [], runbook: null },
  ...changed,
});

/** The environment, with so many percent of its traffic on green. */
export const statusWith = (onGreen: number, changed: Partial<Status> = {}): Status => {
  const active = onGreen === 0 ? "blue" : onGreen === 100 ? "green" : null;
  return {
    ...{ environment: "web-live", stage: "live", registeredSides: 2, active, unseen: null, refresh: null },
    traffic: [{ port: 8080, where: "Listener 8080", weights: { blue: 100 - onGreen, green: onGreen }, elsewhere: [] }],
    listeners: [],
    sides: [{ side: "blue" }, { side: "green" }] as unknown as Status["sides"],
    deployment: null,
    holds: [],
    needsPerson: changed.deployment == null && active === null,
    ...changed,
  };
};

/** A deployment as the page shows it. */
export const shownWith = (changed: Partial<ShownDeployment> = {}): ShownDeployment => ({
  ...{
    id: "release-4",
    action: "release",
    requestedBy: "alice",
    caller: null,
    override: null,
    reason: null,
    why: null,
  },
  release: { version: "4", commit: "abc1234", link: null, imageId: "ami-1" },
  ...{ startedAt: "2026-11-30T13:54:00.000Z", endedAt: null, phase: "runs", outcome: null },
  ...{ changes: [], runbook: null, links: { execution: null, logs: null } },
  ...changed,
});

const stopOf = (
  state: string,
  says: string,
  stands: Stop["stands"],
  reason: string | null,
  until: string | null,
): Stop => ({
  ...{ state, says, stands, reason, until },
  ...{ since: null, endedAt: null, looks: 0, retries: 0, nextLook: null },
});

/** A rail that stands at one stop. */
export const railAt = (
  says: string,
  reason: string | null = null,
  until: string | null = null,
  nextLook: string | null = null,
): Rail => ({
  phases: [
    {
      ...{ name: "switch", stands: "here", since: null, endedAt: null },
      stops: [{ ...stopOf("Bake", says, "here", reason, until), nextLook }],
    },
  ],
  rollback: [],
  end: null,
});

/** A rail on which something failed. */
export const railFailed = (reason: string): Rail => ({
  phases: [
    {
      ...{ name: "deploy", stands: "failed", since: null, endedAt: null },
      stops: [stopOf("AwaitHealthy", "waits for health", "failed", reason, null)],
    },
  ],
  rollback: [stopOf("UndoChanges", "undoes the changes", "here", null, null)],
  end: null,
});
