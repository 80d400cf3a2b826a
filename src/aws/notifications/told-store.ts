/**
 * What was told of deployments: an item for each thing. It is claimed before it is sent, with the time until which its writer is about to
 * send it, so that of several who find the same only one tells of it, and what one did not live to send is sent by the next.
 */
import { PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { milliseconds } from "../../clock.ts";
import { conditionalWrite } from "../conditional-write.ts";
import { currentFormat, type Formats, membersOf, parseStored } from "../stored.ts";
import { itemKey, type Table, toldPartition } from "../table.ts";

interface Told {
  /** Not sent yet, and until then somebody is about to; in milliseconds since the epoch. */
  readonly tellingUntil?: number;
}

const told = membersOf<Told>()({ tellingUntil: z.number().exactOptional() });
/** Version 0.1 knew none. */
const formats: Formats<Told> = [told, told];
export const toldFormat = currentFormat(formats);

/** As long as Step Functions keeps an execution's name: then it may be another's. */
const keptDays = 90;

/** What there is to tell under one environment. */
export interface ToldStore {
  /** What of these deployments and executions was told, or is about to be. */
  known(names: readonly string[], now: number): Promise<ReadonlySet<string>>;
  /** Takes on to tell of it until then; answers false if somebody else did. */
  claim(id: string, until: number, now: number): Promise<boolean>;
  /** Writes down that it was sent. */
  settle(id: string, now: number): Promise<void>;
}

/** The store of what was told under an environment's name; of executions that name none, under null. */
export const toldStore = ({ client, name: TableName }: Table, environment: string | null): ToldStore => {
  const pk = toldPartition(environment);
  const item = (id: string, stored: Told, now: number) => ({
    pk,
    sk: { S: id },
    ...marshall({
      ...stored,
      format: toldFormat,
      expires: Math.ceil((now + keptDays * milliseconds.day) / milliseconds.second),
    }),
  });
  return {
    async known(names, now) {
      const ids = new Set<string>();
      for (const name of new Set(names)) {
        const input = {
          TableName,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :name)",
          ExpressionAttributeValues: { ":pk": pk, ":name": { S: `${name}#` } },
          ConsistentRead: true,
        };
        for await (const { Items = [] } of paginateQuery({ client }, input))
          for (const each of Items) {
            const { pk: _pk, sk, format, expires: _expires, ...stored } = unmarshall(each);
            const { tellingUntil } = parseStored(itemKey(each), formats, format, stored);
            if (tellingUntil === undefined || tellingUntil > now) ids.add(String(sk));
          }
      }
      return ids;
    },
    claim: (id, until, now) =>
      conditionalWrite(() =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: item(id, { tellingUntil: until }, now),
            ConditionExpression: "attribute_not_exists(pk) OR tellingUntil <= :now",
            ExpressionAttributeValues: { ":now": { N: String(now) } },
          }),
        ),
      ),
    async settle(id, now) {
      await client.send(new PutItemCommand({ TableName, Item: item(id, {}, now) }));
    },
  };
};
