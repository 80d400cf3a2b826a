/** One write at a time, so that the item that a failed condition answers with is the one that failed it. */
export type InTurn = <Result>(write: () => Promise<Result>) => Promise<Result>;

/** A queue in which nobody waits. A write that fails does not keep the next one. */
export const createTurns = (): InTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return (write) => {
    const turn = last.then(write);
    last = turn.catch(() => {});
    return turn;
  };
};
