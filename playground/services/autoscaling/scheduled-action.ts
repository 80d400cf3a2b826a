import type {
  FailedScheduledUpdateGroupActionRequest,
  ScheduledUpdateGroupActionRequest,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import { required, validationError } from "../constraints.ts";
import type { AutoScalingContext } from "./context.ts";
import type { Group, ScheduledAction } from "./records.ts";
import { nextRun } from "./schedules.ts";
import { ofGroup, ownedBy, type Store } from "./store.ts";

const mostActions = 125;
const mostInBatch = 50;

/** Puts a new scheduled action of the group, or another in place of one, with its ARN. */
export const putScheduledAction = (
  context: AutoScalingContext,
  group: Group,
  asked: ScheduledUpdateGroupActionRequest,
): void => {
  const action = scheduled(context, group, asked);
  context.store.scheduledActions.put(ownedBy(group.name, action.ScheduledActionName), action);
};

/** Takes a scheduled action away; AWS's error if there is none. */
export const removeScheduledAction = ({ scheduledActions }: Store, group: Group, name: string): void => {
  if (scheduledActions.get(ownedBy(group.name, name)) === undefined)
    throw validationError(`Scheduled action name not found: ${name}`);
  scheduledActions.remove(ownedBy(group.name, name));
};

/** Does each; answers those that failed, as the batch operations report them. */
export const eachInBatch = <T>(
  all: readonly T[],
  nameOf: (one: T) => string | undefined,
  act: (one: T) => void,
): FailedScheduledUpdateGroupActionRequest[] => {
  if (all.length > mostInBatch) throw validationError(`At most ${mostInBatch} scheduled actions in one call`);
  return all.flatMap((one): FailedScheduledUpdateGroupActionRequest[] => {
    try {
      act(one);
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const ErrorCode = error.name.replace(/Fault$/, "");
      return [{ ScheduledActionName: nameOf(one), ErrorCode, ErrorMessage: error.message }];
    }
  });
};

const scheduled = (
  { surroundings, store }: AutoScalingContext,
  group: Group,
  asked: ScheduledUpdateGroupActionRequest,
): ScheduledAction => {
  const { clock, random, account, region } = surroundings;
  const name = required(asked.ScheduledActionName, "scheduledActionName");
  const before = store.scheduledActions.get(ownedBy(group.name, name));
  checkBounds(asked);
  const Time = firstRun(asked, clock.now());
  checkPlace(store, group, name, Time);
  return {
    AutoScalingGroupName: group.name,
    ScheduledActionName: name,
    ScheduledActionARN:
      before?.ScheduledActionARN ??
      `arn:aws:autoscaling:${region}:${account}:scheduledUpdateGroupAction:${uuid(random)}:autoScalingGroupName/${group.name}:scheduledActionName/${name}`,
    Time,
    StartTime: Time,
    EndTime: asked.EndTime,
    Recurrence: asked.Recurrence,
    MinSize: asked.MinSize,
    MaxSize: asked.MaxSize,
    DesiredCapacity: asked.DesiredCapacity,
    TimeZone: asked.TimeZone,
  };
};

const checkBounds = ({ MinSize, MaxSize, DesiredCapacity }: ScheduledUpdateGroupActionRequest): void => {
  if (MinSize === undefined && MaxSize === undefined && DesiredCapacity === undefined)
    throw validationError("At least one of MinSize, MaxSize and DesiredCapacity must be specified");
  const [min, max] = [MinSize ?? 0, MaxSize ?? Number.POSITIVE_INFINITY];
  if (max < min) throw validationError(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (DesiredCapacity !== undefined && (DesiredCapacity < min || DesiredCapacity > max))
    throw validationError(
      `Desired capacity:${DesiredCapacity} must be between the specified min size:${min} and max size:${max}`,
    );
};

const firstRun = (asked: ScheduledUpdateGroupActionRequest, now: number): Date => {
  const { StartTime, EndTime, Recurrence, TimeZone } = asked;
  if (StartTime !== undefined && StartTime.getTime() < now) throw validationError("Given start time is in the past");
  if (EndTime !== undefined && EndTime.getTime() < now) throw validationError("Given end time is in the past");
  if (StartTime !== undefined && EndTime !== undefined && EndTime < StartTime)
    throw validationError("Given end time is before the start time");
  if (TimeZone !== undefined && Recurrence === undefined)
    throw validationError("TimeZone can only be specified together with Recurrence");
  const recurring = Recurrence === undefined ? undefined : nextRun(Recurrence, TimeZone, now);
  // "If you specify Recurrence and StartTime, [it] performs the action at this time, and then … on the recurrence."
  const first = StartTime ?? recurring;
  if (first === undefined) throw validationError("Either StartTime or Recurrence must be specified");
  return first;
};

/** A group has so many actions, and no two at the same time. */
const checkPlace = (store: Store, group: Group, name: string, time: Date): void => {
  const others = ofGroup(store.scheduledActions, group.name).filter((one) => one.ScheduledActionName !== name);
  if (others.length >= mostActions)
    throw new AwsError("LimitExceededFault", `An Auto Scaling group can have at most ${mostActions} scheduled actions`);
  if (others.some((one) => one.Time.getTime() === time.getTime()))
    throw new AwsError("AlreadyExistsFault", `A scheduled action at ${time.toISOString()} already exists`);
};
