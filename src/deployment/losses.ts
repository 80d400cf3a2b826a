/** What a launch costs, by what Auto Scaling says that it did to the group since. */
import type { ActivityView } from "./view.ts";

/** Each in AWS's words, newest first. */
export interface Losses {
  /** Instances that were launched and then taken out though nobody wanted fewer. */
  readonly deaths: readonly string[];
  /** Launches that ended and brought no instance, since the last that did. */
  readonly failedLaunches: readonly string[];
}

const instanceIn = ({ description }: ActivityView): string | undefined => /\bi-[0-9a-f]+/.exec(description)?.[0];

/**
 * Whether an instance went because fewer were wanted, or since somebody asked for just that. Of all other causes (health checks of some
 * five kinds, an interruption, an abandoned hook) AWS publishes no list: what is not known to be wanted is a death.
 */
const isWanted = ({ cause }: ActivityView): boolean =>
  /out of service in response to a (difference between desired and actual capacity|user request)/i.test(cause);

/**
 * The losses of a group, by its activities, which stand newest first, as AWS answers them. `StatusCode` has a dozen words, and a launch
 * that EC2 or a hook refuses may end as `Cancelled` as well as `Failed`: so one that is over and not `Successful` failed.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Activity.html
 */
export const lossesOf = (activities: readonly ActivityView[]): Losses => {
  const launches = activities.filter(({ description, ended }) => ended && /^launching\b/i.test(description));
  const succeeded = ({ status }: ActivityView) => status === "Successful";
  const lastSuccess = launches.findIndex(succeeded);
  const neverCame = new Set(launches.filter((launch) => !succeeded(launch)).map(instanceIn));
  const gone = activities.filter((activity) => /^terminating\b/i.test(activity.description) && !isWanted(activity));
  return {
    // What goes after its launch failed is one loss, and that launch is it.
    deaths: gone
      .filter((activity) => instanceIn(activity) === undefined || !neverCame.has(instanceIn(activity)))
      .map(({ cause }) => cause.replace(/^At \S+ /, "")),
    failedLaunches: launches
      .slice(0, lastSuccess === -1 ? launches.length : lastSuccess)
      .map(({ message, description }) => message || description),
  };
};
