/**
 * A pure function of a text that remembers what it answered: for what is costly to read and is read again and again, by this world or
 * the next in the process. What it answers is shared, and must not be changed. Errors are not remembered.
 */
export const remembered = <Answer>(read: (text: string) => Answer, most = 1_000): ((text: string) => Answer) => {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = read(text);
    // Worlds that go on for long see ever new texts.
    if (answers.size >= most) answers.clear();
    answers.set(text, answer);
    return answer;
  };
};
