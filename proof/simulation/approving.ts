/** People who sign what a deployment in a world asks for. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readApproval, sign } from "../../src/aws/approval-store.ts";
import { approvalKey } from "../../src/aws/table.ts";
import { type Deployed, environment, service } from "./sarcelle.ts";

type Name = "ann" | "bob";

/** Signs as that person, now; answers whether it was taken: what nobody asks for, or asks for no more, is not. */
export const signAs = (
  { world }: Deployed,
  deployment: string,
  name: Name,
  verb: "approve" | "reject",
): Promise<boolean> =>
  world.asOperator(async (connection) => {
    const table = { client: new DynamoDBClient(connection), name: service };
    const approval = await readApproval(table, environment, deployment);
    if (approval === undefined) return false;
    const by = `arn:aws:iam::${world.account}:user/${name}`;
    return sign(table, environment, approval, verb, { by, at: world.now(), reason: "seen" });
  });

/** Whether a deployment has asked for an approval; said of the truth, past every fault. */
export const hasAsked = async ({ world }: Deployed, deployment: string): Promise<boolean> =>
  (await world.item(service, approvalKey(environment, deployment))) !== undefined;

/** Waits for the end of an execution, with people there who approve it as soon as that is waited for. */
export const approvedUntilEnded = async (sarcelle: Deployed, arn: string, deployment: string) => {
  let hasApproved = false;
  const hasEnded = async () => {
    if (!hasApproved && (await hasAsked(sarcelle, deployment))) {
      for (const name of ["ann", "bob"] as const) await signAs(sarcelle, deployment, name, "approve");
      hasApproved = true;
    }
    return (await sarcelle.execution(arn)).status !== "RUNNING";
  };
  await sarcelle.world.until(hasEnded, 120 * 60_000);
  return sarcelle.execution(arn);
};
