import { approvedUntilEnded } from "../simulation/approving.ts";
import { startCluster } from "../simulation/cluster.ts";
import { type Sarcelle, sampleRelease, startSarcelle } from "../simulation/sarcelle.ts";

/** An action of the matrix: the deployments that come before it, and its own input. */
interface Staged {
  readonly before: readonly object[];
  readonly input: object;
  /** How many sides the environment has: 2 by default. */
  readonly sides?: 1;
  /** What the environment asks for before its traffic moves; somebody approves as soon as that is waited for. */
  readonly approval?: object;
  /** By what a request meets the idle side at the production address. */
  readonly preview?: object;
  /** Where it stands, if not behind an application load balancer; a cluster's hook lets every node go on. */
  readonly ground?: "network load balancer" | "cluster";
  /** The functions that this action is here for, where the others do what they do in another action as well. By default it is here for all. */
  readonly own?: readonly string[];
}

const upgrade = { action: "upgrade" };
const deploy = (version: string) => ({ action: "deploy", release: sampleRelease(version) });
const release = (version: string, scaledown: boolean) => ({
  action: "release",
  release: sampleRelease(version),
  scaledown,
});

const inParts = (strategy: object) => ({ action: "switch", strategy });

/** Each action starts from a world in which it has the most to do, and so the most to undo. */
export const stagedActions: Readonly<Record<string, Staged>> = {
  upgrade: { before: [], input: upgrade },
  // The idle side still runs an older release: it is emptied first.
  deploy: { before: [upgrade, deploy("2")], input: deploy("3") },
  switch: { before: [upgrade, deploy("2")], input: { action: "switch" } },
  "switch-approved": {
    before: [upgrade, deploy("2")],
    input: { action: "switch" },
    approval: { deadline: 3_600 },
    own: ["awaitApproval"],
  },
  "switch-canary": {
    before: [upgrade, deploy("2")],
    input: inParts({ type: "canary", percent: 10, wait: 5 }),
    own: ["moveTraffic"],
  },
  "switch-linear": {
    before: [upgrade, deploy("2")],
    input: inParts({ type: "linear", percent: 40, wait: 5 }),
    own: ["moveTraffic"],
  },
  // What a listener of connections is told, the rest is as above.
  "switch-network": {
    before: [upgrade, deploy("2")],
    input: inParts({ type: "canary", percent: 10, wait: 5 }),
    ground: "network load balancer",
    own: ["moveTraffic"],
  },
  scaledown: { before: [upgrade, release("2", false)], input: { action: "scaledown" } },
  // What it does one after another, each of the others does by itself.
  release: { before: [upgrade, release("2", false)], input: release("3", true), own: [] },
  // Blue serves its second release, and green runs the one before.
  retire: { before: [upgrade, release("2", false), release("3", false)], input: { action: "retire" } },
  "release-steps": {
    before: [upgrade, release("2", false)],
    input: {
      ...release("3", true),
      strategy: { type: "steps", steps: [{ percent: 5, wait: 5 }, { percent: 50, wait: 5 }, { percent: 100 }] },
    },
    own: ["moveTraffic"],
  },
  "release-previewed": {
    before: [upgrade, release("2", false)],
    input: release("3", true),
    preview: { header: { name: "X-Preview", value: "yes" } },
    own: ["openPreview", "closePreview"],
  },
  // The first one marks what it finds, and makes a template.
  "rolling-update": { before: [], input: { action: "rolling-update", release: sampleRelease("2") }, sides: 1 },
  "rolling-update-cluster": {
    before: [],
    input: { action: "rolling-update", release: sampleRelease("2") },
    ground: "cluster",
    own: ["openGates", "askCluster"],
  },
};

/** An id as AWS gives to an execution that is started without a name. */
const executionName = (kind: number, run: number): string =>
  `00000000-0000-4000-800${kind}-${run.toString().padStart(12, "0")}`;

/** The name of the execution under test in a world's run number so many: its deployment's id. */
export const deploymentName = (run = 0): string => executionName(0, run);

/** The name of the execution that rolls it back on demand. */
export const undoName = (run: number): string => executionName(1, run);

const groundOf = async (
  { ground, sides, approval, preview }: Staged,
  template: string,
  seed: number,
): Promise<Sarcelle> => {
  if (ground === "cluster") return startCluster({ seed, template, answers: () => ({ verdict: "pass" }) });
  const more = { ...(approval && { approval }), ...(preview && { preview }) };
  const sample = ground === undefined ? {} : ({ loadBalancer: "network" } as const);
  return startSarcelle({ seed, template, more, sample, ...(sides && { sides }) });
};

/** A world at rest just before the action; the same seed gives the same. */
export const beforeAction = async (action: string, template: string, seed: number): Promise<Sarcelle> => {
  const staged = stagedActions[action] ?? { before: [], input: {} };
  const sarcelle = await groundOf(staged, template, seed);
  for (const [index, input] of staged.before.entries()) {
    await sarcelle.deploy(input, `before-${index + 1}`);
    await sarcelle.unheld();
  }
  if (staged.approval === undefined) return sarcelle;
  return { ...sarcelle, ended: (arn) => approvedUntilEnded(sarcelle, arn, arn.split(":").at(-1) ?? "") };
};
