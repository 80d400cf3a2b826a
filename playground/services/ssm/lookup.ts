import type { Parameter } from "@aws-sdk/client-ssm";
import { NotEmulated } from "../../world/aws-error.ts";
import type { Need, Surroundings } from "../../world/service.ts";
import type { SsmContext } from "./context.ts";

/** `/golden/web` and `golden` are `parameter/golden/web` and `parameter/golden`. */
export const parameterArn = ({ account, region }: Surroundings, name: string): string =>
  `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`;

/** A name as it is asked for: `/golden/web`, or `/golden/web:3` for a version. Labels are refused by name. */
export const askedName = (asked: string): { readonly name: string; readonly version?: number } => {
  const [name = "", selector] = asked.split(":");
  if (selector === undefined) return { name };
  if (!/^\d+$/.test(selector)) throw new NotEmulated("labels of SSM parameters");
  return { name, version: Number(selector) };
};

/** What a caller must be allowed to do with each parameter that he names. */
export const needsParameters = (
  { surroundings, parameters }: SsmContext,
  action: string,
  names: readonly string[],
): readonly Need[] =>
  names.map((asked) => {
    const { name } = askedName(asked);
    return {
      action: `ssm:${action}`,
      resource: parameterArn(surroundings, name),
      tags: parameters.get(name)?.tags ?? {},
    };
  });

/**
 * A parameter as a read sees it, in the version that was asked for, or else the newest; "no parameter" and "no such version" are told apart.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Parameter.html
 */
export const shownParameter = (
  { surroundings, parameters }: SsmContext,
  asked: string,
): Parameter | "no parameter" | "no version" => {
  const { name, version } = askedName(asked);
  const stored = parameters.seen(name);
  if (stored === undefined) return "no parameter";
  const number = version ?? stored.versions.length;
  const found = stored.versions[number - 1];
  if (found === undefined) return "no version";
  return {
    Name: name,
    Type: found.type,
    Value: found.value,
    Version: number,
    ...(version === undefined ? {} : { Selector: `:${version}` }),
    LastModifiedDate: new Date(found.modifiedAt),
    ARN: parameterArn(surroundings, name),
    DataType: found.dataType,
  };
};
