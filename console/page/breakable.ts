/** What can be broken in a playground, and how: as its own documents have it. Anything else it refuses by name. */

/** A way to break something, in words, and the number that it takes, if any. */
export interface Breaking {
  readonly fault: string;
  readonly says: string;
  readonly takes?: "milliseconds" | "bytes";
}

const hang = { fault: "hang", says: "takes the request and says nothing" };
const late: Breaking = { fault: "latency", says: "is late", takes: "milliseconds" };
const unreachable: readonly Breaking[] = [
  { fault: "refuse", says: "refuses connections" },
  { fault: "blackhole", says: "packets vanish" },
];
const broken: readonly Breaking[] = [
  { fault: "reset", says: "connections are reset" },
  { fault: "handshake", says: "TLS fails" },
  { fault: "truncate", says: "answers end early", takes: "bytes" },
  { fault: "bandwidth", says: "is slow: so many bytes a second", takes: "bytes" },
];

const ofCalls: readonly Breaking[] = [
  { fault: "throttle", says: "AWS throttles them" },
  { fault: "error", says: "AWS fails" },
  { fault: "lost-response", says: "it is done, the answer lost" },
  { fault: "crash", says: "whoever calls dies" },
  { fault: "refused-for-a-while", says: "AWS refuses for a time", takes: "milliseconds" },
  late,
];
const ofLinks: readonly Breaking[] = [...unreachable, hang, late, ...broken];

const byTarget: Readonly<Record<string, readonly Breaking[]>> = {
  instance: [
    { fault: "status-500", says: "answers 500" },
    { fault: "crash", says: "dies" },
    hang,
    ...unreachable,
    late,
  ],
  link: ofLinks,
  listener: [hang, late, ...broken],
  zone: [
    { fault: "no-capacity", says: "AWS has no more instances" },
    { fault: "vcpu-limit", says: "the account has no more vCPUs" },
    ...ofLinks,
  ],
  key: [{ fault: "invalid-state", says: "volumes cannot be read" }],
};

/** How a target can be broken: by what stands before its colon, and by a service's name the calls to it. */
export const breakingsOf = (target: string): readonly Breaking[] => byTarget[target.split(":")[0] ?? ""] ?? ofCalls;

/** What is worth breaking in an environment with such instances: what a person is offered, who may write anything else. */
export const targetsWith = (instances: readonly string[]): readonly string[] => [
  ...["elasticloadbalancing:*", "elasticloadbalancing:ModifyListener", "autoscaling:*", "ec2:*", "dynamodb:*"],
  ...[...new Set(instances)].flatMap((id) => [`instance:${id}`, `link:${id}`]),
  "zone:*",
];
