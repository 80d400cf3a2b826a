/** How far a long run is, a line for each thing that is done: how many of all, the time since the start, how it ended and what it was. */
export const progressOf = (all: number, startedAt: number) => {
  const width = String(all).length;
  let done = 0;
  return (ending: string, name: string, now: number): string => {
    done += 1;
    const seconds = Math.round((now - startedAt) / 1000);
    const elapsed = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return `${String(done).padStart(width)}/${all}  ${elapsed.padStart(6)}  ${ending.padEnd(14)}  ${name}`;
  };
};
