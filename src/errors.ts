/**
 * Every error that Sarcelle throws by name. Step Functions matches `ErrorEquals` against an error's name, so these names are
 * an interface: the state machines may mention these and no others. A message says what was found, what was expected and
 * what to do, since it becomes the cause of the execution that a person reads. Names are spelt out: minifying renames classes.
 */

/**
 * What the errors have in common that refuse: AWS was asked, and what was asked for cannot be, or the input is wrong. They are thrown
 * before the first change; nothing is locked, nothing needs undoing. Never thrown itself: a refusal has a name of its own.
 */
export abstract class Refusal extends Error {}

/** Thrown when an execution's input or an environment's file is malformed. */
export class InvalidInput extends Refusal {
  override readonly name = "InvalidInput";
}
/** Thrown when no environment of that name is registered. */
export class UnknownEnvironment extends Refusal {
  override readonly name = "UnknownEnvironment";
}
/** Thrown when the caller's account or region is not the environment's. */
export class WrongAccount extends Refusal {
  override readonly name = "WrongAccount";
}
/** Thrown when another deployment holds the environment's lock. */
export class EnvironmentBusy extends Refusal {
  override readonly name = "EnvironmentBusy";
}
/** Thrown when an action is asked for inside a freeze window, or could only move traffic inside one. */
export class EnvironmentFrozen extends Refusal {
  override readonly name = "EnvironmentFrozen";
}
/** Thrown when AWS does not look as the environment's registration says: a listener that forwards elsewhere, a missing side. */
export class NotAsRegistered extends Refusal {
  override readonly name = "NotAsRegistered";
}
/** Thrown when a target group of a side has targets that are none of its group's instances: another group's, or registered by hand. */
export class ForeignTargets extends Refusal {
  override readonly name = "ForeignTargets";
}
/** Thrown when a resource carries another environment's ownership tag. */
export class NotOurs extends Refusal {
  override readonly name = "NotOurs";
}
/** Thrown when there is already something of a name, or on a port, that an upgrade or a side's first deploy would give. */
export class NameTaken extends Refusal {
  override readonly name = "NameTaken";
}
/** Thrown when a placeholder port can be reached from anywhere. */
export class PlaceholderPortOpen extends Refusal {
  override readonly name = "PlaceholderPortOpen";
}
/** Thrown when AWS describes a resource with a field that the upgrade does not know how to copy. */
export class UnknownField extends Refusal {
  override readonly name = "UnknownField";
}
/** Thrown when a role would be passed on to EC2 or Auto Scaling that Sarcelle was not deployed to pass on. */
export class RoleNotPassable extends Refusal {
  override readonly name = "RoleNotPassable";
}
/** Thrown when an upgrade would make more of something than AWS lets the account have. */
export class BeyondLimit extends Refusal {
  override readonly name = "BeyondLimit";
}
/** Thrown when only a person can end what keeps a side from being emptied, launched or switched to. */
export class SideBlocked extends Refusal {
  override readonly name = "SideBlocked";
}
/** Thrown when a release could only fail its bake: an alarm has gone off already, or does not exist. */
export class CannotBake extends Refusal {
  override readonly name = "CannotBake";
}
/** Thrown when an environment's hook does not exist, or is none that Sarcelle was deployed to call. */
export class HookNotCallable extends Refusal {
  override readonly name = "HookNotCallable";
}
/** Thrown when no rule can send to the idle side what asks for it, and nothing else. */
export class CannotPreview extends Refusal {
  override readonly name = "CannotPreview";
}
/** Thrown when what takes two sides is asked of an environment that is registered with one. */
export class OneSideOnly extends Refusal {
  override readonly name = "OneSideOnly";
}
/** Thrown when a group's instances cannot be replaced where they stand, or could not be brought back. */
export class CannotRefresh extends Refusal {
  override readonly name = "CannotRefresh";
}
/** Thrown when a deployment does not wait for an approval, or not for that of whoever signs. */
export class NotToApprove extends Refusal {
  override readonly name = "NotToApprove";
}
/** Thrown when there is nothing that a rollback could undo. */
export class NothingToUndo extends Refusal {
  override readonly name = "NothingToUndo";
}

// Failures: thrown in the course of a deployment; the state machine leads to the rollback.

/** Thrown when a resource is in neither state of a change: somebody else touched it. Nothing was written. */
export class Conflict extends Error {
  override readonly name = "Conflict";
  /** The message without what was found: for where that stands beside it. */
  readonly summary: string;
  constructor(message: string, summary = message) {
    super(message);
    this.summary = summary;
  }
}
/** Thrown when a write does not show in reads within its deadline. */
export class NotVisible extends Error {
  override readonly name = "NotVisible";
}
/** Thrown when this deployment does not hold the environment's lock any more. Nothing was written. */
export class LockLost extends Error {
  override readonly name = "LockLost";
}
/** Thrown when a side's instances keep dying or never become healthy. */
export class SideUnhealthy extends Error {
  override readonly name = "SideUnhealthy";
}
/** Thrown when a wait's deadline is over, or what is waited for does not come by itself. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
}
/** Thrown when an environment's HTTP check does not get the answer it expects. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}
/** Thrown when the side that is to get traffic cannot carry it. */
export class SideNotReady extends Error {
  override readonly name = "SideNotReady";
}
/** Thrown when a person rejects a deployment, or too few approve it in time. */
export class NotApproved extends Error {
  override readonly name = "NotApproved";
}
/** Thrown when a freeze window has opened since the deployment began, or opens before all of its traffic could be moved. */
export class FrozenMeanwhile extends Error {
  override readonly name = "FrozenMeanwhile";
}
/** Thrown when an alarm goes off, or the side fails, during the bake. */
export class BakeFailed extends Error {
  override readonly name = "BakeFailed";
}
/** Thrown when an instance refresh fails, is ended by somebody else, or a checkpoint's checks or an alarm speak against it. */
export class RefreshFailed extends Error {
  override readonly name = "RefreshFailed";
}
/** Thrown when the environment's own hook says that a cluster must be taken back, or lets an instance of it wait for too long. */
export class ClusterNotWhole extends Error {
  override readonly name = "ClusterNotWhole";
}
/** Thrown when the live configuration is not what it was before the upgrade. */
export class LiveSideChanged extends Error {
  override readonly name = "LiveSideChanged";
}
/** Thrown when AWS throttles the call; retried by the state machine. */
export class Throttled extends Error {
  override readonly name = "Throttled";
}
/** Thrown when AWS refuses for a while, since something that it is about comes or goes; retried by the state machine. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}
/** Thrown when AWS does not answer, or answers with a failure of its own; retried by the state machine. */
export class AwsUnavailable extends Error {
  override readonly name = "AwsUnavailable";
}
/** Thrown when a rollback could not restore everything; the message says what is left and what to do. */
export class RollbackIncomplete extends Error {
  override readonly name = "RollbackIncomplete";
}
/** Thrown when something stored is not as its format says. Nothing is written over it. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
/** Thrown when something stored has a format that only a later version knows. */
export class WrittenByLaterVersion extends Error {
  override readonly name = "WrittenByLaterVersion";
}
