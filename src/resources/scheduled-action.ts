import {
  type AutoScalingClient,
  DeleteScheduledActionCommand,
  DescribeScheduledActionsCommand,
  PutScheduledUpdateGroupActionCommand,
  type PutScheduledUpdateGroupActionCommandInput,
} from "@aws-sdk/client-auto-scaling";
import { isIn, type State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { type Clock, systemClock } from "../clock.ts";
import { memberId } from "./described/ids.ts";
import { asInput, plain } from "./described/plain.ts";
import { scheduledActionState } from "./described/scaling.ts";
import { deleteOnce, inGroup } from "./group-absence.ts";
import { allPages } from "./pages.ts";

const date = (name: "StartTime" | "EndTime", state: State) =>
  state[name] === undefined ? {} : { [name]: new Date(String(state[name])) };

/** How long a call may take until AWS looks at the clock. */
const onTheWay = 60_000;

/**
 * The start of a recurring action is its next occurrence, which may be over by the time of the write; AWS refuses one that is, and finds
 * the next one by itself. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html
 */
const start = (state: State, { now }: Clock) => {
  const at = Date.parse(String(state.StartTime));
  return state.Recurrence !== undefined && at < now() + onTheWay ? {} : date("StartTime", state);
};

/** A scheduled action; id: `<group>/<action>`. */
export const scheduledAction = (autoScaling: AutoScalingClient, clock: Clock = systemClock): ResourceKind => {
  const read = async (id: string): Promise<State | null> => {
    const { group, name } = memberId.parse(id);
    const actions = await inGroup(autoScaling, group, () =>
      allPages(async (NextToken) => {
        const answer = await autoScaling.send(
          new DescribeScheduledActionsCommand({ AutoScalingGroupName: group, ScheduledActionNames: [name], NextToken }),
        );
        return [answer.ScheduledUpdateGroupActions, answer.NextToken];
      }),
    );
    const [action] = actions ?? [];
    return action === undefined ? null : scheduledActionState(plain(action));
  };

  return {
    read,
    belongsTo: (id) => ({ kind: "auto-scaling-group", id: memberId.parse(id).group }),
    async write(id, _before, after) {
      const { group, name } = memberId.parse(id);
      const named = { AutoScalingGroupName: group, ScheduledActionName: name };
      if (after === null)
        return deleteOnce(
          () => autoScaling.send(new DeleteScheduledActionCommand(named)),
          () => read(id),
        );
      const { StartTime: _start, ...settings } = after;
      await autoScaling.send(
        new PutScheduledUpdateGroupActionCommand({
          ...asInput<PutScheduledUpdateGroupActionCommandInput>(settings),
          ...start(after, clock),
          ...date("EndTime", after),
          ...named,
        }),
      );
    },
    /** AWS moves the start of a recurring action to its next occurrence. */
    stillOurs: ({ StartTime: _start, ...state }, found) => state.Recurrence !== undefined && isIn(state, found),
  };
};
