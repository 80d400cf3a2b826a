/** What a step may write stands in the step, and its function's role says the same. */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type AwsKind, awsKinds, type Kind } from "../../src/changes/change.ts";
import { order } from "../../src/deployment/steps/order.ts";
import { alsoAsked } from "./also-asked.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const functions = parse(readFileSync(join(root, "functions/functions.yml"), "utf8"), {
  logLevel: "silent",
  merge: true,
});

/** How IAM calls the service of an SDK client. */
const services: Readonly<Record<string, string>> = {
  "client-auto-scaling": "autoscaling",
  "client-cloudwatch": "cloudwatch",
  "client-ec2": "ec2",
  "client-elastic-load-balancing-v2": "elasticloadbalancing",
};

const reading = /^[a-z0-9]+:(Describe|Get|List)/;

/** The calls that a file of `src/resources` makes, as IAM names them; its neighbours' too. */
const callsOf = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  const text = readFileSync(join(root, file), "utf8");
  for (const [, names = "", from = ""] of text.matchAll(/^import \{([^}]*)\} from "([^"]+)";/gms)) {
    const client = from.startsWith("@aws-sdk/client-") ? from.replace("@aws-sdk/", "") : undefined;
    const service = services[client ?? ""];
    if (client !== undefined && service === undefined) throw new Error(`How does IAM call the service of ${client}?`);
    if (service !== undefined)
      for (const [, call] of names.matchAll(/\b(\w+)Command\b/g)) seen.add(`${service}:${call}`);
    if (from.startsWith("./") && !from.includes("described/")) callsOf(normalize(join(dirname(file), from)), seen);
  }
  return seen;
};

/** Of AWS's resources; the registration is Sarcelle's own, and changed in its table, as the journal is by every step. */
const isOfAws = (kind: Kind): kind is AwsKind => kind !== "registration";

/** EC2's tags are written by a file of their own, which not every step that tags is given. */
const filesOf = (kind: AwsKind): readonly string[] => (kind === "tags" ? [kind, "ec2-tagging"] : [kind]);

const writesOf = (kind: AwsKind): readonly string[] =>
  filesOf(kind)
    .flatMap((file) => [...callsOf(`src/resources/${file}.ts`)])
    .filter((call) => !reading.test(call));

/** What a function's role lets it change in AWS, the journal and its announcements aside. */
const rightsOf = (step: string): readonly string[] => {
  const key = step.charAt(0).toLowerCase() + step.slice(1);
  if (functions[key] === undefined) throw new Error(`functions/functions.yml has no entry ${key}.`);
  const statements: readonly { readonly Action: readonly string[] }[] = functions[key].iamRoleStatements;
  return [...new Set(statements.flatMap(({ Action }) => Action))].filter(
    (action) => !reading.test(action) && !/^(dynamodb|events):/.test(action),
  );
};

const steps = [
  ...new Map(
    Object.values(order)
      .flat()
      .map((step) => [step.name, step]),
  ).values(),
];

describe("the role of a step's function", () => {
  it("is looked at for every step", () => {
    expect(steps.length).toBeGreaterThan(12);
    expect(writesOf("group-processes")).toEqual(["autoscaling:ResumeProcesses", "autoscaling:SuspendProcesses"]);
  });

  it.each(steps)("$name: changes nothing but the kinds that the step writes", (step) => {
    const writes = ("kinds" in step ? step.kinds.filter(isOfAws) : []).flatMap(writesOf);
    const allowed = [...writes, ...writes.flatMap((call) => alsoAsked[call] ?? [])];
    expect(rightsOf(step.name).filter((right) => !allowed.includes(right))).toEqual([]);
  });

  it.each(steps.filter((step) => "kinds" in step))("$name: can write each of them", (step) => {
    const rights = rightsOf(step.name);
    expect(step.kinds.filter(isOfAws).filter((kind) => !writesOf(kind).some((call) => rights.includes(call)))).toEqual(
      [],
    );
  });

  it.each(["CreateTwinGroup", "RegisterRelease", "LaunchRelease", "UndoChanges"])(
    "%s: may read the parameter that a launch template's image may be, since AWS asks that of whoever names such a template",
    (step) => {
      expect(functions[step.charAt(0).toLowerCase() + step.slice(1)].iamRoleStatements).toContainEqual(
        expect.objectContaining({ Action: ["ssm:GetParameters"] }),
      );
    },
  );

  it("CreateTwinGroup: may read metrics, since AWS asks that of whoever makes a policy that predicts from them", () => {
    expect(functions.createTwinGroup.iamRoleStatements).toContainEqual(
      expect.objectContaining({ Action: ["cloudwatch:GetMetricData"] }),
    );
  });

  it("of the rollback can write every kind", () => {
    const rights = rightsOf("UndoChanges");
    expect(awsKinds.filter((kind) => !writesOf(kind).some((call) => rights.includes(call)))).toEqual([]);
  });
});
