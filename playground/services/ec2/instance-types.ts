import { NotEmulated } from "../../world/aws-error.ts";
import { invalidValue } from "./errors.ts";

/** What EC2 says of an instance type, as far as a launch depends on it. */
export interface InstanceTypeFacts {
  readonly name: string;
  readonly architecture: "arm64" | "x86_64";
  readonly vcpus: number;
  readonly threadsPerCore: number;
  readonly memoryMebibytes: number;
}

/** The families that are emulated, with the gibibytes that each has for a vCPU; `t` has sizes of its own. */
const families: Readonly<Record<string, number | "burstable">> = {
  ...Object.fromEntries(["t2", "t3", "t3a", "t4g"].map((name) => [name, "burstable"] as const)),
  ...Object.fromEntries(["c5", "c5a", "c6a", "c6g", "c6i", "c7a", "c7g", "c7i", "c8g"].map((name) => [name, 2])),
  ...Object.fromEntries(["m5", "m5a", "m6a", "m6g", "m6i", "m7a", "m7g", "m7i", "m8g"].map((name) => [name, 4])),
  ...Object.fromEntries(["r5", "r5a", "r6a", "r6g", "r6i", "r7a", "r7g", "r7i", "r8g"].map((name) => [name, 8])),
};

/** https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html: sizes, vCPUs, and for burstable types gibibytes. */
const burstableSizes: Readonly<Record<string, readonly [vcpus: number, gibibytes: number]>> = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  "2xlarge": [8, 32],
};
const otherSizes: Readonly<Record<string, number>> = {
  medium: 1,
  large: 2,
  xlarge: 4,
  "2xlarge": 8,
  "4xlarge": 16,
  "8xlarge": 32,
  "12xlarge": 48,
  "16xlarge": 64,
};

/** Graviton processors have a `g` behind the generation: m6g, t4g. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
const isArm = (family: string) => /\dg/.test(family);

const factsOf = (family: string, size: string): InstanceTypeFacts | undefined => {
  const perVcpu = families[family];
  if (perVcpu === undefined) return undefined;
  const [vcpus, gibibytes] =
    perVcpu === "burstable" ? burstableFacts(family, size) : [otherSizes[size], (otherSizes[size] ?? 0) * perVcpu];
  // Only Graviton and AMD's from the seventh generation on have a size with one vCPU.
  const hasMedium = isArm(family) || /[7-9]a$/.test(family) || perVcpu === "burstable";
  if (vcpus === undefined || gibibytes === undefined || (size === "medium" && !hasMedium)) return undefined;
  return {
    name: `${family}.${size}`,
    architecture: isArm(family) ? "arm64" : "x86_64",
    vcpus,
    threadsPerCore: isArm(family) || family === "t2" || /[7-9]a$/.test(family) ? 1 : 2,
    memoryMebibytes: gibibytes * 1024,
  };
};

const burstableFacts = (family: string, size: string): readonly [number?, number?] => {
  const facts = burstableSizes[size];
  // The oldest burstable family has a single vCPU up to small.
  return facts !== undefined && family === "t2" && facts[1] <= 2 ? [1, facts[1]] : (facts ?? []);
};

/** EC2's own default, of its first days. */
export const defaultInstanceType: InstanceTypeFacts = {
  name: "m1.small",
  architecture: "x86_64",
  vcpus: 1,
  threadsPerCore: 1,
  memoryMebibytes: 1740,
};

/** Every instance type that is emulated, by name. */
export const instanceTypes: ReadonlyMap<string, InstanceTypeFacts> = new Map(
  Object.keys(families)
    .flatMap((family) =>
      [...new Set([...Object.keys(burstableSizes), ...Object.keys(otherSizes)])].flatMap(
        (size) => factsOf(family, size) ?? [],
      ),
    )
    .concat(defaultInstanceType)
    .map((facts) => [facts.name, facts]),
);

/** The type that a request names. Throws AwsError if there is none of that name, `NotEmulated` for one that AWS has. */
export const findInstanceType = (name: string): InstanceTypeFacts => {
  const facts = instanceTypes.get(name);
  if (facts !== undefined) return facts;
  const [family = "", size] = name.split(".");
  if (size === undefined || families[family] !== undefined || !/^[a-z][a-z0-9-]*$/.test(family))
    throw invalidValue(`Invalid value '${name}' for InstanceType.`);
  throw new NotEmulated(`the instance type ${name} (families: ${Object.keys(families).join(", ")})`);
};
