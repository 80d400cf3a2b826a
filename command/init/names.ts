/** What an environment is called, as far as it can be told of what it is made of. */
import { asName } from "../snapshot/registration.ts";
import type { Candidate } from "./candidates.ts";

const usualStages: readonly string[] = [
  ...["live", "prod", "production", "staging", "stage", "preprod", "alpha", "beta", "gamma"],
  ...["test", "testing", "qa", "dev", "development", "sandbox", "demo"],
];

/** Tags that say of which stage something is, whatever their case. */
const stageTags: readonly string[] = ["stage", "environment", "env"];

/** Where nothing tells: the stage that is handled with the most care. */
const mostCareful = "live";

/** The stage that a group's tags or its name say. */
export const proposedStage = ({ name, tags }: Pick<Candidate, "name" | "tags">): string => {
  const tag = Object.entries(tags).find(([key, value]) => stageTags.includes(key.toLowerCase()) && value !== "");
  const word = name
    .toLowerCase()
    .split(/[^a-z]+/)
    .find((each) => usualStages.includes(each));
  return tag?.[1] ?? word ?? mostCareful;
};

/** A name after the group, with the stage in it. */
export const proposedName = (group: string, stage: string): string => {
  const [name, suffix] = [asName(group), asName(stage)];
  return name.split("-").includes(suffix) ? name : `${name.slice(0, 62 - suffix.length)}-${suffix}`;
};
