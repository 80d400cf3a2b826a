/** What is rehearsed, in order: each a deployment of the environment, and how it has to end. */
import type { Release } from "../../src/deployment/request.ts";
import { serverOf } from "./stand-in.ts";

/** What the releases are made with. */
export interface Props {
  /** The image that the stack launches now: a release is another version of what is served, and not another machine. */
  readonly imageId: string;
  readonly bootSeconds: number;
}

export interface RehearsedAct {
  readonly title: string;
  readonly machine: "blue-green" | "rollback";
  readonly ends: "succeeded" | "rolled back";
  readonly input: (props: Props) => object;
}

const releaseOf = ({ imageId, bootSeconds }: Props, version: string, ...lines: readonly string[]): Release => ({
  version,
  commit: version.repeat(7),
  imageId,
  userData: serverOf(version, bootSeconds, ...lines),
});

export const rehearsedActs: readonly RehearsedAct[] = [
  { title: "upgrade", machine: "blue-green", ends: "succeeded", input: () => ({ action: "upgrade" }) },
  {
    title: "deploy release 2",
    machine: "blue-green",
    ends: "succeeded",
    input: (props) => ({ action: "deploy", release: releaseOf(props, "2") }),
  },
  { title: "switch", machine: "blue-green", ends: "succeeded", input: () => ({ action: "switch" }) },
  { title: "scaledown", machine: "blue-green", ends: "succeeded", input: () => ({ action: "scaledown" }) },
  {
    title: "release 3, which never serves",
    machine: "blue-green",
    ends: "rolled back",
    input: (props) => ({ action: "release", release: releaseOf(props, "3", "BOOT_FAILURE=exit") }),
  },
  { title: "rollback of the scaledown", machine: "rollback", ends: "rolled back", input: () => ({}) },
  { title: "rollback of the switch", machine: "rollback", ends: "rolled back", input: () => ({}) },
];
