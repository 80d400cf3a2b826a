import { AwsError } from "../../world/aws-error.ts";
import type { Random } from "../../world/random.ts";
import { derivedHex } from "./derived-id.ts";

const toNumber = (address: string) => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
const toAddress = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");

const hosts = (cidrBlock: string): { readonly first: number; readonly count: number } => {
  const [base = "", bits = "32"] = cidrBlock.split("/");
  // AWS reserves the first four addresses of a subnet, and the last.
  return { first: toNumber(base) + 4, count: 2 ** (32 - Number(bits)) - 5 };
};

/** How many addresses of a subnet nobody has. */
export const freeAddresses = (cidrBlock: string, taken: number): number => hosts(cidrBlock).count - taken;

/** A private address of the subnet that nobody has. Throws AwsError if there is none. */
export const pickAddress = (cidrBlock: string, taken: ReadonlySet<string>, random: Random): string => {
  const { first, count } = hosts(cidrBlock);
  const start = Math.floor(random() * count);
  for (let step = 0; step < count; step++) {
    const address = toAddress(first + ((start + step) % count));
    if (!taken.has(address)) return address;
  }
  throw new AwsError(
    "InsufficientFreeAddressesInSubnet",
    "The specified subnet does not have enough free addresses to satisfy the request.",
  );
};

/**
 * The public address of an instance. An address of this machine is both; else one of the range for benchmarks (RFC 2544), which is
 * nobody's, so that who follows it by mistake reaches nobody.
 */
export const publicAddressOf = (privateIpAddress: string, instance: string): string => {
  if (privateIpAddress.startsWith("127.")) return privateIpAddress;
  const number = Number.parseInt(derivedHex(`public ${instance}`, 4), 16);
  return `198.18.${number >>> 8}.${number & 255}`;
};
