import type {
  BatchDeleteScheduledActionCommandInput,
  BatchDeleteScheduledActionCommandOutput,
  BatchPutScheduledUpdateGroupActionCommandInput,
  BatchPutScheduledUpdateGroupActionCommandOutput,
  DeleteScheduledActionCommandInput,
  DeleteScheduledActionCommandOutput,
  DescribeScheduledActionsCommandInput,
  DescribeScheduledActionsCommandOutput,
  FailedScheduledUpdateGroupActionRequest,
  PutScheduledUpdateGroupActionCommandInput,
  PutScheduledUpdateGroupActionCommandOutput,
  ScheduledUpdateGroupActionRequest,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { uuid } from "../../world/random.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { type Group, required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { nextRun, type ScheduledAction } from "./schedules.ts";
import { groupNamed, ofGroup, ownedBy, type Store } from "./store.ts";

const mostActions = 125;
const mostInBatch = 50;

/** PutScheduledUpdateGroupAction, BatchPut…, Describe…, Delete…, BatchDelete…. */
export const scheduledActionOperations = (
  { clock, random, account, region, pageSize }: Surroundings,
  store: Store,
  permissions: Permissions,
) => {
  const firstRun = (asked: ScheduledUpdateGroupActionRequest): Date => {
    const now = clock.now();
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

  const scheduled = (group: Group, asked: ScheduledUpdateGroupActionRequest): ScheduledAction => {
    const name = required(asked.ScheduledActionName, "scheduledActionName");
    const before = store.scheduledActions.get(ownedBy(group.name, name));
    const { MinSize, MaxSize, DesiredCapacity } = asked;
    if (MinSize === undefined && MaxSize === undefined && DesiredCapacity === undefined)
      throw validationError("At least one of MinSize, MaxSize and DesiredCapacity must be specified");
    const [min, max] = [MinSize ?? 0, MaxSize ?? Number.POSITIVE_INFINITY];
    if (max < min) throw validationError(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
    if (DesiredCapacity !== undefined && (DesiredCapacity < min || DesiredCapacity > max))
      throw validationError(
        `Desired capacity:${DesiredCapacity} must be between the specified min size:${min} and max size:${max}`,
      );
    const Time = firstRun(asked);
    const others = ofGroup(store.scheduledActions, group.name).filter((one) => one.ScheduledActionName !== name);
    if (others.length >= mostActions)
      throw new AwsError(
        "LimitExceededFault",
        `An Auto Scaling group can have at most ${mostActions} scheduled actions`,
      );
    if (others.some((one) => one.Time.getTime() === Time.getTime()))
      throw new AwsError("AlreadyExistsFault", `A scheduled action at ${Time.toISOString()} already exists`);
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
      MinSize,
      MaxSize,
      DesiredCapacity,
      TimeZone: asked.TimeZone,
    };
  };

  const put = (group: Group, asked: ScheduledUpdateGroupActionRequest) => {
    const action = scheduled(group, asked);
    store.scheduledActions.put(ownedBy(group.name, action.ScheduledActionName), action);
  };

  const remove = (group: Group, name: string) => {
    if (store.scheduledActions.get(ownedBy(group.name, name)) === undefined)
      throw validationError(`Scheduled action name not found: ${name}`);
    store.scheduledActions.remove(ownedBy(group.name, name));
  };

  /** Does each; answers those that failed, as the batch operations report them. */
  const batch = <T>(all: readonly T[], nameOf: (one: T) => string | undefined, act: (one: T) => void) => {
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

  return {
    PutScheduledUpdateGroupAction: operation<
      PutScheduledUpdateGroupActionCommandInput,
      PutScheduledUpdateGroupActionCommandOutput
    >({
      accepts: [
        "AutoScalingGroupName",
        "ScheduledActionName",
        "StartTime",
        "EndTime",
        "Recurrence",
        "MinSize",
        "MaxSize",
        "DesiredCapacity",
        "TimeZone",
      ],
      needs: permissions.onGroup("PutScheduledUpdateGroupAction"),
      run: ({ AutoScalingGroupName, ...asked }) => {
        put(groupNamed(store, AutoScalingGroupName), asked);
        return {};
      },
    }),

    BatchPutScheduledUpdateGroupAction: operation<
      BatchPutScheduledUpdateGroupActionCommandInput,
      BatchPutScheduledUpdateGroupActionCommandOutput
    >({
      accepts: ["AutoScalingGroupName", "ScheduledUpdateGroupActions"],
      needs: permissions.onGroup("BatchPutScheduledUpdateGroupAction"),
      run: ({ AutoScalingGroupName, ScheduledUpdateGroupActions }) => {
        const group = groupNamed(store, AutoScalingGroupName);
        const all = required(ScheduledUpdateGroupActions, "scheduledUpdateGroupActions");
        const failed = batch(
          all,
          (one) => one.ScheduledActionName,
          (one) => put(group, one),
        );
        return { FailedScheduledUpdateGroupActions: failed };
      },
    }),

    DescribeScheduledActions: operation<DescribeScheduledActionsCommandInput, DescribeScheduledActionsCommandOutput>({
      accepts: ["AutoScalingGroupName", "ScheduledActionNames", "StartTime", "EndTime", "NextToken", "MaxRecords"],
      run: ({ AutoScalingGroupName, ScheduledActionNames: names = [], StartTime, EndTime, NextToken, MaxRecords }) => {
        const actions = store.scheduledActions.seenValues().filter(
          (action) =>
            (AutoScalingGroupName === undefined || action.AutoScalingGroupName === AutoScalingGroupName) &&
            // "If scheduled action names are provided, StartTime and EndTime are ignored."
            (names.length > 0
              ? names.includes(action.ScheduledActionName) || names.includes(action.ScheduledActionARN)
              : (StartTime === undefined || action.Time >= StartTime) &&
                (EndTime === undefined || action.Time <= EndTime)),
        );
        const { items, next } = page(actions, NextToken, MaxRecords, pageSize);
        return { ScheduledUpdateGroupActions: items, NextToken: next };
      },
    }),

    DeleteScheduledAction: operation<DeleteScheduledActionCommandInput, DeleteScheduledActionCommandOutput>({
      accepts: ["AutoScalingGroupName", "ScheduledActionName"],
      needs: permissions.onGroup("DeleteScheduledAction"),
      run: ({ AutoScalingGroupName, ScheduledActionName }) => {
        remove(groupNamed(store, AutoScalingGroupName), required(ScheduledActionName, "scheduledActionName"));
        return {};
      },
    }),

    BatchDeleteScheduledAction: operation<
      BatchDeleteScheduledActionCommandInput,
      BatchDeleteScheduledActionCommandOutput
    >({
      accepts: ["AutoScalingGroupName", "ScheduledActionNames"],
      needs: permissions.onGroup("BatchDeleteScheduledAction"),
      run: ({ AutoScalingGroupName, ScheduledActionNames }) => {
        const group = groupNamed(store, AutoScalingGroupName);
        const names = required(ScheduledActionNames, "scheduledActionNames");
        const failed = batch(
          names,
          (name) => name,
          (name) => remove(group, name),
        );
        return { FailedScheduledActions: failed };
      },
    }),
  };
};
