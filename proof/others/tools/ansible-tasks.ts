/** What `ansible-playbook` tells of each task, in the JSON of its callback; rejects what is none, such as that an inventory cannot be read. */
export const tasksTold = <Task>(output: string): readonly Task[] => {
  const start = output.indexOf("\n{");
  if (start < 0 && !output.startsWith("{")) throw new Error(`ansible-playbook told nothing:\n${output}`);
  const { plays } = JSON.parse(output.slice(start + 1)) as { plays: readonly { tasks: readonly Task[] }[] };
  return plays.flatMap(({ tasks }) => tasks);
};
