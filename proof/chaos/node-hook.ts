/** What a cluster's own hook says in chaos, as plain data: whether the next node may join, and leave. */
import type { Group } from "./dump.ts";

/** How it takes a deployment; once that is undone, it lets what comes back go on. */
export const nodeCourses = ["lets all go on", "takes its time", "refuses the second", "breaks for a while"] as const;
export type NodeCourse = (typeof nodeCourses)[number];

interface Asked {
  readonly question: "whole" | "joins" | "leaves";
  readonly instance?: string;
}

/** So often is asked of one node within the ten minutes that it may take, and not in one: then it is to be waited for again. */
const breaksFor = 4;

/** A hook that knows the group, as a cluster does: while another node is away it lets none go. */
export const createNodeHook = (groupNow: () => Promise<Group | undefined>) => {
  let course: NodeCourse = "lets all go on";
  const asked = new Map<string, number>();
  const joining: string[] = [];

  /** Whether all the others are in service. */
  const isWholeWithout = async (instance: string | undefined): Promise<boolean> => {
    const group = await groupNow();
    const others = (group?.Instances ?? []).filter(({ InstanceId }) => InstanceId !== instance);
    const serving = others.filter(({ LifecycleState }) => LifecycleState === "InService").length;
    return group !== undefined && serving >= group.DesiredCapacity - (instance === undefined ? 0 : 1);
  };

  const saidOf = ({ question, instance = "" }: Asked, times: number): object => {
    if (course === "takes its time" && times < 3) return { verdict: "wait", reason: "it streams still." };
    if (course === "breaks for a while" && times <= breaksFor) throw new Error("no such cluster");
    if (question === "joins" && !joining.includes(instance)) joining.push(instance);
    if (course === "refuses the second" && question === "joins" && joining.indexOf(instance) === 1)
      return { verdict: "fail", reason: "it has lost its data." };
    return { verdict: "pass" };
  };

  return {
    /** A deployment begins, which it takes so. */
    take(next: NodeCourse): void {
      course = next;
      asked.clear();
      joining.splice(0);
    },
    async answer(of: Asked): Promise<object> {
      const key = `${of.question} ${of.instance}`;
      const times = (asked.get(key) ?? 0) + 1;
      asked.set(key, times);
      if (of.question !== "joins" && !(await isWholeWithout(of.instance)))
        return { verdict: "wait", reason: "another node is away." };
      return of.question === "whole" ? { verdict: "pass" } : saidOf(of, times);
    },
  };
};

export type NodeHook = ReturnType<typeof createNodeHook>;
