/** Sarcelle as it has to be deployed for a stack: with the roles that it hands on to the stack's instances and hooks. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { StackDocument } from "@sarcelle/playground/stacks";
import { profileOf } from "../../src/deployment/passed-roles.ts";

const inAccount = (arn: string, account: string): string => arn.replace(/:\d{12}:/, `:${account}:`);

/** Auto Scaling's own, which nobody passes on. */
const isOwn = (arn: string): boolean => arn.endsWith("/AWSServiceRoleForAutoScaling");

/** The roles that deployments of this stack pass on, as they are called in a playground: an instance profile's has the profile's name. */
export const rolesToPass = (
  { LaunchTemplateVersions, LifecycleHooks, AutoScalingGroups }: StackDocument,
  account: string,
): readonly string[] => {
  const profiles = LaunchTemplateVersions.flatMap((version) => profileOf({ ...version.LaunchTemplateData }) ?? []);
  const named = [
    ...LifecycleHooks.flatMap(({ RoleARN }) => RoleARN ?? []),
    ...AutoScalingGroups.flatMap(({ ServiceLinkedRoleARN }) => ServiceLinkedRoleARN ?? []),
  ].filter((arn) => !isOwn(arn));
  return [
    ...new Set([
      ...profiles.map((name) => `arn:aws:iam::${account}:role/${name}`),
      ...named.map((arn) => inAccount(arn, account)),
    ]),
  ];
};

interface Statement {
  readonly Action?: string | readonly string[];
}

/** As far as it is looked at here. */
interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly Environment?: { readonly Variables: Record<string, unknown> };
          readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
        };
      }
    >
  >;
}

const launches = ({ Action = [] }: Statement): boolean => [Action].flat().includes("ec2:RunInstances");

const passing = (roles: readonly string[]) => ({
  Effect: "Allow",
  Action: ["iam:PassRole"],
  Resource: roles,
  Condition: { StringEquals: { "iam:PassedToService": ["autoscaling.amazonaws.com", "ec2.amazonaws.com"] } },
});

/** As `--param passRoles=…` packages it: who may launch may pass them on, and the first state knows them. */
const withRoles = (template: Template, roles: readonly string[]): Template => {
  for (const { Type, Properties } of Object.values(template.Resources)) {
    const variables = Properties?.Environment?.Variables;
    if (variables?.PASSABLE_ROLES !== undefined) variables.PASSABLE_ROLES = roles.join(",");
    if (Type !== "AWS::IAM::Role") continue;
    for (const { PolicyDocument } of Properties.Policies ?? [])
      if (PolicyDocument.Statement.some(launches)) PolicyDocument.Statement.push(passing(roles));
  }
  return template;
};

/** The packaged template with these roles to pass on, as long as `work` takes. */
export const withPassable = async <T>(
  template: string,
  roles: readonly string[],
  work: (template: string) => Promise<T>,
): Promise<T> => {
  if (roles.length === 0) return work(template);
  const folder = mkdtempSync(join(tmpdir(), "sarcelle-"));
  try {
    for (const file of readdirSync(dirname(template)).filter((name) => name.endsWith(".zip")))
      symlinkSync(join(dirname(template), file), join(folder, file));
    const changed = join(folder, basename(template));
    writeFileSync(changed, JSON.stringify(withRoles(JSON.parse(readFileSync(template, "utf8")), roles)));
    return await work(changed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
