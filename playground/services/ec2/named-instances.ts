import { AwsError } from "../../world/aws-error.ts";
import type { Need } from "../../world/service.ts";
import type { Ec2Context } from "./context.ts";
import { missingParameter, notFound } from "./errors.ts";
import { arnOf, type Instance } from "./resources.ts";

/** The instances with these ids; throws AwsError if an id is malformed or unknown. */
export const foundInstances = (
  ids: readonly string[],
  find: (id: string) => Instance | undefined,
): readonly Instance[] => {
  const malformed = ids.find((id) => !/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id));
  if (malformed !== undefined) throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}"`);
  const unknown = ids.filter((id) => find(id) === undefined);
  if (unknown.length > 0) throw notFound("InvalidInstanceID.NotFound", "instance ID", unknown);
  return ids.flatMap((id) => find(id) ?? []);
};

/** The instances that a Describe names, or all of them, as reads see them. Throws AwsError. */
export const describedInstances = (
  { resources: { instance: instances } }: Ec2Context,
  ids: readonly string[] | undefined,
): readonly Instance[] =>
  ids === undefined || ids.length === 0 ? instances.seenValues() : foundInstances([...new Set(ids)], instances.seen);

/** The instances that a request acts on. Throws AwsError if it names none, or one that is not there. */
export const instancesToChange = (
  { resources }: Ec2Context,
  ids: readonly string[] | undefined,
): readonly Instance[] => {
  if (ids === undefined || ids.length === 0) throw missingParameter("InstanceId");
  return foundInstances(ids, (id) => resources.instance.get(id));
};

/** What a caller must be allowed to do to act on the instances that it names. */
export const instanceNeeds =
  ({ surroundings, resources }: Ec2Context, action: string) =>
  ({ InstanceIds = [] }: { InstanceIds?: string[] | undefined }): Need[] =>
    InstanceIds.map((id) => ({
      action,
      resource: arnOf(surroundings, "instance", id),
      tags: resources.instance.get(id)?.tags ?? {},
    }));
