import { marshall } from "@aws-sdk/util-dynamodb";
import type { ApiCall } from "@sarcelle/playground/calls";
import { describe, expect, it } from "vitest";
import { locksAfter, lockTakers } from "../../../proof/chaos/lock.ts";
import { environment } from "../../../proof/simulation/sarcelle.ts";
import { lockUpdates } from "../../../src/aws/journal-store.ts";
import { lockKey } from "../../../src/aws/table.ts";

/** How the product words its writes of the lock, and how else it could: what is judged is the item. */
const wordings = [
  { name: "as it does", ...lockUpdates },
  {
    name: "in another order",
    acquire:
      "ADD epoch :one SET #format = :format, #owner = :owner, entries = :entries, environment = :environment, deployment = :deployment",
    takeOver: "ADD epoch :one SET #owner = :owner",
    free: "REMOVE #format, entries, #owner, deployment",
  },
] as const;

let n = 0;
const write = (UpdateExpression: string, ConditionExpression: string, values: object): ApiCall => ({
  n: ++n,
  time: n,
  principal: "arn:aws:sts::1:assumed-role/role/sarcelle-live-acquireLock",
  service: "dynamodb",
  operation: "UpdateItem",
  input: {
    TableName: "sarcelle-live",
    Key: lockKey(environment),
    UpdateExpression,
    ConditionExpression,
    ExpressionAttributeNames: {
      "#owner": "owner",
      ...(UpdateExpression.includes("#hold") ? { "#hold": "hold" } : {}),
      ...(UpdateExpression.includes("#format") ? { "#format": "format" } : {}),
    },
    ExpressionAttributeValues: marshall(values),
  },
  outcome: "ok",
  mutating: true,
});

describe.each(wordings)("the lock, written $name", ({ acquire: acquiring, takeOver: takingOver, free: freeing }) => {
  const acquire = (id: string) =>
    write(acquiring, "attribute_not_exists(deployment)", {
      ":environment": environment,
      ":deployment": { id },
      ":owner": id,
      ":entries": [],
      ":format": 1,
      ":one": 1,
    });
  const takeOver = (deployment: string, owner: string) =>
    write(takingOver, "deployment.id = :deployment AND #owner <> :owner", {
      ":owner": owner,
      ":deployment": deployment,
      ":one": 1,
    });
  const free = (owner: string, epoch: number) =>
    write(freeing, "#owner = :owner AND epoch = :epoch", { ":owner": owner, ":epoch": epoch });
  const lost = (call: ApiCall): ApiCall => ({ ...call, outcome: "lost" });

  it("is followed from its taking to its freeing", async () => {
    const other = { ...acquire("x"), operation: "DescribeInstances", service: "ec2", mutating: false, input: {} };
    expect(await locksAfter([other, acquire("a"), other, takeOver("a", "rollback:a"), free("rollback:a", 2)])).toEqual([
      undefined,
      { deployment: "a", owner: "a", epoch: 1 },
      { deployment: "a", owner: "a", epoch: 1 },
      { deployment: "a", owner: "rollback:a", epoch: 2 },
      undefined,
    ]);
  });

  it("is taken only by a call that was carried out, and that found it free", async () => {
    const refused = { ...acquire("a"), outcome: "ThrottlingException" };
    const calls = [refused, lost(acquire("b")), lost(acquire("c")), lost(free("b", 0)), lost(acquire("d"))];
    const locks = await locksAfter([...calls, free("b", 1), acquire("e")]);
    expect(lockTakers(locks)).toEqual(["b", "e"]);
  });
});

it("refuses to judge by what cannot be so", async () => {
  const twice = write("SET deployment = :deployment, #owner = :owner", "attribute_not_exists(deployment)", {
    ":deployment": { id: "a" },
    ":owner": "a",
  });
  await expect(
    locksAfter([
      { ...twice, n: 1 },
      { ...twice, n: 2 },
    ]),
  ).rejects.toThrow("Call 2, dynamodb:UpdateItem, cannot be repeated:");
  const together = {
    ...twice,
    n: 3,
    operation: "TransactWriteItems",
    input: { TransactItems: [{ Update: twice.input }] },
  };
  await expect(locksAfter([together])).rejects.toThrow(
    "Call 3, dynamodb:TransactWriteItems, writes the lock's item in a way that cannot be followed.",
  );
});
