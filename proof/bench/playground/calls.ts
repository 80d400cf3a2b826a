/** The calls that the benchmark of the playground measures, as they are on the wire: no SDK stands between the clock and the playground. */
import http from "node:http";
import { setTimeout } from "node:timers/promises";

export interface WireCall {
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the n-th call. */
  readonly body: (n: number) => string;
}

/** Sends calls to one playground over connections that stay open. */
export interface Sender {
  /** Throws for an answer that is none of success. */
  send(call: WireCall, n?: number): Promise<string>;
  close(): void;
}

/** A sender over at most so many connections at a time. */
export const senderTo = (url: string, sockets: number): Sender => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  const send = ({ service, headers, body }: WireCall, n = 0) =>
    new Promise<string>((resolve, reject) => {
      // The playground verifies no signature.
      const authorization = `AWS4-HMAC-SHA256 Credential=bench/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
      const sent = http.request(
        `${url}/`,
        { method: "POST", agent, headers: { authorization, ...headers } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => {
            const text = Buffer.concat(parts).toString();
            if ((answer.statusCode ?? 0) < 300) resolve(text);
            else reject(new Error(`${service} answered ${answer.statusCode}: ${text}`));
          });
          answer.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(body(n));
    });
  return { send, close: () => agent.destroy() };
};

const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
const elb = (operation: string, input: Readonly<Record<string, string>>): WireCall => {
  const body = new URLSearchParams({ Action: operation, Version: "2015-12-01", ...input }).toString();
  return { service: "elasticloadbalancing", headers: form, body: () => body };
};
const json = (service: string, target: string, version: string, body: (n: number) => object): WireCall => ({
  service,
  headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target },
  body: (n) => JSON.stringify(body(n)),
});

/** What `pattern` finds in an answer, once reads show what was made. */
const found = async (ask: () => Promise<string>, pattern: RegExp, looks = 600): Promise<string> => {
  const text = await ask();
  const [, value] = pattern.exec(text) ?? [];
  if (value !== undefined) return value;
  if (looks === 0) throw new Error(`No ${pattern} in ${text.slice(0, 500)}`);
  await setTimeout(100);
  return found(ask, pattern, looks - 1);
};

/** Makes what the calls are about; answers the calls, by name. */
export const stagedCalls = async (
  url: string,
  { send }: Sender,
  stateMachineArn: string,
): Promise<Readonly<Record<string, WireCall>>> => {
  const made = await fetch(`${url}/_playground/stacks/web`, { method: "POST", body: '{ "instances": 2 }' });
  if (!made.ok) throw new Error(`The stack was not made: ${await made.text()}`);
  const groups = () => send(elb("DescribeTargetGroups", {}));
  const TargetGroupArn = await found(groups, /<TargetGroupArn>([^<]+)</);
  const LoadBalancerArn = await found(groups, /<LoadBalancerArns>\s*<member>([^<]+)</);
  const listeners = () => send(elb("DescribeListeners", { LoadBalancerArn }));
  const ListenerArn = await found(listeners, /<ListenerArn>([^<]+)</);
  const TableName = "bench";
  await send(
    json("dynamodb", "DynamoDB_20120810.CreateTable", "1.0", () => ({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    })),
  );
  const table = json("dynamodb", "DynamoDB_20120810.DescribeTable", "1.0", () => ({ TableName }));
  await found(() => send(table), /"TableStatus":"(ACTIVE)"/);
  const item = (n: number) => ({ TableName, Item: { id: { S: `item-${n % 1_000}` }, text: { S: "x".repeat(200) } } });
  const action = {
    "DefaultActions.member.1.Type": "forward",
    "DefaultActions.member.1.TargetGroupArn": TargetGroupArn,
  };
  return {
    DescribeTargetHealth: elb("DescribeTargetHealth", { TargetGroupArn }),
    ModifyListener: elb("ModifyListener", { ListenerArn, ...action }),
    PutItem: json("dynamodb", "DynamoDB_20120810.PutItem", "1.0", item),
    StartExecution: json("states", "AWSStepFunctions.StartExecution", "1.0", (n) => ({
      stateMachineArn,
      name: `bench-${n}`,
    })),
  };
};
