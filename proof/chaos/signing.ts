/** People who see to what a deployment of chaos asks for. */
import { hasAsked, signAs } from "../simulation/approving.ts";
import { type Course, courses, type Signing } from "./approval.ts";
import type { ChaosStep } from "./step.ts";

const lookEvery = 5_000;

/** Has people see to it what a deployment asks for, from when it asks; nobody looks after what has ended. */
export const seeTo = (
  { sarcelle, story, signed, until }: Pick<ChaosStep, "sarcelle" | "story" | "signed" | "until">,
  deployment: string,
  arn: string,
  how: Course,
): void => {
  const signAt = async ({ name, verb }: Signing) => {
    const at = sarcelle.world.now();
    if (await signAs(sarcelle, deployment, name, verb)) {
      signed.push({ deployment, name, verb, at });
      story.tell(`${name} signs '${deployment}': ${verb}`);
    } else story.tell(`${name} cannot ${verb} '${deployment}' any more`);
  };
  const look = async () => {
    if (await hasAsked(sarcelle, deployment))
      for (const signing of courses[how]) until(signing.after * 1_000, () => signAt(signing));
    else if ((await sarcelle.execution(arn)).status === "RUNNING") until(lookEvery, look);
  };
  until(lookEvery, look);
};
