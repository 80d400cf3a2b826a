import { expect, it } from "vitest";
import { type Behind, deploymentBehind, type KnownDeployment } from "../../../command/questions/deployment-behind.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import type { Cause } from "../../../src/inventory/model.ts";
import { group, here, listener, minute, noon } from "../../src/inventory/estate.ts";

const green = { environment: "web-live", side: "green" } as const;
const web443 = listener("web", 443, {}, []);
const webGreen = group("web-green", green);

const touching = (kind: Entry["change"]["resource"]["kind"], id: string): Entry => ({
  n: 0,
  step: "MoveTraffic",
  change: { resource: { kind, id }, before: null, after: {} },
  status: "applied",
  at: noon,
});

const caller = "arn:aws:sts::123456789012:assumed-role/deployers/ann";
const deployed = (
  id: string,
  [from, to]: readonly [from: number, to: number | undefined],
  more: Partial<KnownDeployment["deployment"]> & { readonly owner?: string } = {},
  entries: readonly Entry[] = [],
): KnownDeployment => {
  const { owner = id, ...rest } = more;
  return {
    deployment: { id, action: "switch", requestedBy: "ann", startedAt: noon + from * minute, ...rest },
    owner,
    entries,
    ...(to === undefined ? {} : { closedAt: noon + to * minute }),
  };
};

/** A deploy, a switch with the name of who asked, a release that a rollback took over, a rollback on demand, and what runs now. */
const deployments: readonly KnownDeployment[] = [
  deployed("now", [50, undefined]),
  deployed("deploy", [0, 10], { requestedBy: "ci" }, [touching("group-launch-template", "web-green")]),
  deployed("switch", [10, 20], { caller }, [touching("listener", web443.ref.arn)]),
  deployed("release", [20, 30], { owner: "rollback:release" }, [
    { ...touching("group-launch-template", "web-green"), status: "undone", at: noon + 28 * minute },
  ]),
  deployed("undo-on-demand", [30, 40], { undoes: "switch", requestedBy: "ben", owner: "rollback:undo-on-demand" }),
];

const ann = (id: string, undo = false): Behind => ({ id, requestedBy: "ann", undo });
const byFunction = (name: string): Cause => ({
  by: "event",
  event: "ModifyListener",
  actor: `arn:aws:sts::123456789012:assumed-role/sarcelle-live-${name}-eu-west-1-lambdaRole/sarcelle-live-${name}`,
});
const byOwner = (owner: string): Cause => ({ by: "event", event: "an announcement", actor: `sarcelle ${owner}` });
const bySomebody = (actor: string): Cause => ({ by: "event", event: "ModifyListener", actor });
const seen: Cause = { by: "event", event: "EC2 Instance-terminate Lifecycle Action" };

it.each<[what: string, revision: typeof web443, minutes: number, cause: Cause, behind: Behind | undefined]>([
  ["the deployment that an announcement names", web443, 15, byOwner("switch"), { ...ann("switch"), caller }],
  ["the one whose rollback an announcement names", web443, 25, byOwner("rollback:release"), ann("release", true)],
  ["the one that an earlier rollback of it names", web443, 25, byOwner("rollback:earlier"), ann("release", true)],
  [
    "the one that ran when a function's role did it",
    webGreen,
    5,
    byFunction("createTwinGroup"),
    { ...ann("deploy"), requestedBy: "ci" },
  ],
  [
    "the one that was undone when the undoing function's role did it",
    web443,
    25,
    byFunction("undoChanges"),
    ann("release", true),
  ],
  [
    "a rollback on demand, and who asked for that",
    web443,
    35,
    byFunction("undoChanges"),
    { ...ann("undo-on-demand"), requestedBy: "ben" },
  ],
  ["the one that runs still", web443, 51, byFunction("moveTraffic"), ann("now")],
  [
    "the one whose second had just begun when times are cut",
    web443,
    50 - 0.5 / 60,
    byFunction("moveTraffic"),
    ann("now"),
  ],
  ["of two in one second the one that changed it", web443, 10, byFunction("moveTraffic"), { ...ann("switch"), caller }],
  [
    "the one whose journal has it, where nothing names anybody",
    webGreen,
    5,
    seen,
    { ...ann("deploy"), requestedBy: "ci" },
  ],
  ["it, whether or not it was undone by then", webGreen, 28, seen, ann("release")],
  ["nobody, where nothing names anybody and no journal has it", webGreen, 15, seen, undefined],
  ["nobody, for what is known by its name but not kept any more", web443, 45, byOwner("forgotten"), undefined],
  ["nobody, for a role that acts while none runs", web443, 45, byFunction("moveTraffic"), undefined],
  [
    "nobody, for what somebody else did meanwhile",
    web443,
    15,
    bySomebody("arn:aws:iam::123456789012:user/eve"),
    undefined,
  ],
  [
    "nobody, for what another stack's role did meanwhile",
    web443,
    15,
    bySomebody("arn:aws:sts::123456789012:assumed-role/other-moveTraffic/x"),
    undefined,
  ],
  ["nobody, for what AWS did meanwhile", webGreen, 5, bySomebody("autoscaling.amazonaws.com"), undefined],
  ["nobody, for what a sweep found: when it became so is not known", web443, 15, { by: "sweep" }, undefined],
])("behind a revision is %s", (_, { ref }, minutes, cause, behind) => {
  const revision = { ...web443, ref, trueFrom: noon + minutes * minute, cause };
  expect(deploymentBehind(revision, deployments, { here, stack: "sarcelle-live" })).toEqual(behind);
});
