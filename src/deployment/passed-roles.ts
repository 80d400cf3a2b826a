/**
 * The roles that a deployment hands on: with a launch template's instance profile to EC2, with a lifecycle hook or a group to Auto
 * Scaling. AWS asks Sarcelle's own roles for `iam:PassRole` on each; which they may pass is said when Sarcelle is deployed.
 */
import { InvalidInput, RoleNotPassable } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { Environment } from "./environment.ts";
import type { Release } from "./request.ts";

/** A role, by its ARN, and what names it. */
export interface PassedRole {
  readonly arn: string;
  readonly by: string;
}

/** An instance profile that a launch template names, by its name, and which template that is. */
export interface NamedProfile {
  readonly name: string;
  readonly by: string;
}

type TemplateData = { readonly [key: string]: unknown };

/** The name of the instance profile of a launch template's data, which may give its ARN; undefined if there is none. */
export const profileOf = ({ IamInstanceProfile: profile }: TemplateData): string | undefined => {
  if (!isRecord(profile)) return undefined;
  const named = profile.Name ?? profile.Arn;
  return typeof named === "string" && named !== "" ? named.split("/").at(-1) : undefined;
};

/** Every instance profile that launch templates name, once. */
export const profilesIn = (
  templates: readonly { readonly by: string; readonly data: TemplateData }[],
): readonly NamedProfile[] => {
  const named = templates.flatMap(({ by, data }) => {
    const name = profileOf(data);
    return name === undefined ? [] : [{ name, by }];
  });
  return named.filter(({ name }, index) => named.findIndex((each) => each.name === name) === index);
};

/**
 * Throws `InvalidInput` unless the release's instance profile is the active side's, or one that the environment registers: who may start
 * a deployment shall not choose any role of the account for the instances.
 */
export const requireRegisteredProfile = (
  { name, instanceProfiles }: Pick<Environment, "name" | "instanceProfiles">,
  active: TemplateData,
  { overrides }: Release,
): void => {
  const asked = profileOf(overrides ?? {});
  if (asked === undefined || asked === profileOf(active) || instanceProfiles.includes(asked)) return;
  const registered = instanceProfiles.length === 0 ? "none" : instanceProfiles.join(", ");
  throw new InvalidInput(
    `The release names instance profile '${asked}' (overrides.IamInstanceProfile); the active side has ${profileOf(active) ?? "none"}, and environment '${name}' registers ${registered}. Nothing was changed. Add it to instanceProfiles in the environment's file and apply that, if the release may have it.`,
  );
};

/** Throws `RoleNotPassable` with the parameter to deploy Sarcelle with, unless every role is among those that it may pass. */
export const requirePassable = (roles: readonly PassedRole[], passable: readonly string[]): void => {
  const missing = roles.filter(({ arn }) => !passable.includes(arn));
  if (missing.length === 0) return;
  const all = [...new Set([...passable, ...missing.map(({ arn }) => arn)])];
  const named = missing.map(({ arn, by }) => `${arn} (${by})`).join(", ");
  const may = passable.length === 0 ? "none" : passable.join(", ");
  throw new RoleNotPassable(
    `This deployment would pass on ${named}; Sarcelle was deployed to pass on ${may}. Nothing was changed. Deploy Sarcelle with --param passRoles=${all.join(",")} and start again.`,
  );
};

/** The roles of a deploy's parameter, as a function is told them: ARNs with commas between; `none`, which it is by default. */
export const passableRoles = (parameter: string): readonly string[] =>
  parameter === "none" ? [] : parameter.split(/\s*,\s*(?=arn:)/).map((arn) => arn.trim());
