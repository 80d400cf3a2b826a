import { type AwsError, NotEmulated } from "../world/aws-error.ts";
import { createBuilder, type MadeThing, type Wait } from "./builder.ts";
import { type Connection, clientsOf } from "./clients.ts";
import { findGround, referencesTo } from "./ground.ts";
import { makeAlarms } from "./make-alarms.ts";
import { makeGroups } from "./make-groups.ts";
import { makeInstanceProfiles, type ProfilesKept } from "./make-instance-profiles.ts";
import { makeLaunchTemplates } from "./make-launch-templates.ts";
import { makeLoadBalancing } from "./make-load-balancing.ts";
import { makeSecurityGroups } from "./make-security-groups.ts";
import { makeTargets } from "./make-targets.ts";
import { madeLists, notEmulatedIn } from "./members.ts";
import type { StackDocument } from "./stack-document.ts";

/** The members of a document that the playground does not emulate, each with its place. */
const strangers = (document: StackDocument): readonly AwsError[] =>
  madeLists.flatMap((list) =>
    document[list].flatMap((item, index) =>
      notEmulatedIn(list, item).map((name) => new NotEmulated(`${list}[${index}].${name}`)),
    ),
  );

/**
 * Makes what a document describes, one call after the other, as somebody with the SDK would. `made` is told of each thing at once,
 * so that it is known also of a stack that was not finished. `problem` is told of what cannot be made, and ends it by throwing.
 */
export const buildDocument = async (
  {
    document,
    connection,
    wait,
    now,
    profiles,
    problem,
  }: {
    readonly document: StackDocument;
    readonly connection: Connection;
    readonly wait: Wait;
    readonly now: number;
    /** Of a world in which launches need theirs. */
    readonly profiles?: ProfilesKept;
    readonly problem: (error: AwsError) => void;
  },
  made: MadeThing[],
): Promise<void> => {
  for (const error of strangers(document)) problem(error);
  const ground = await findGround(clientsOf(connection));
  const references = referencesTo(document, ground, connection.region, problem);
  const builder = { ...createBuilder({ document, references, connection, wait, problem }), made };
  await makeSecurityGroups(builder);
  await makeLoadBalancing(builder);
  if (profiles !== undefined) await makeInstanceProfiles(builder, profiles, { account: ground.account, now });
  await makeLaunchTemplates(builder);
  await makeGroups(builder);
  await makeAlarms(builder);
  await makeTargets(builder);
};
