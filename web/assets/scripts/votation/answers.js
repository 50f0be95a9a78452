// What may be answered to a question, and what is missing (docs/votation-formats.md, "Ballot"). An answer as read
// from the page is what goes into the ballot, or holds `undefined` where nothing is chosen yet.
//
// A problem is {code, …values for its sentence}. Codes: missing, both (blank and something), too_few {min},
// too_many {max}, not_whole, out_of_range {least, most}, points_over {total, over}, points_left {total, left},
// rank_missing, rank_twice {rank}.
const isIndex = (value, number) => Number.isInteger(value) && value >= 0 && value < number;

function one(question, answer) {
  return isIndex(answer, question.choices.length) ? null : { code: "missing" };
}

function several({ limits, choices }, answer) {
  if (!answer.every((index, place) => isIndex(index, choices.length) && !(index <= answer[place - 1]))) {
    return { code: "out_of_range", least: 0, most: choices.length - 1 };
  }
  if (answer.length < limits.min) return { code: "too_few", min: limits.min, max: limits.max };
  return answer.length > limits.max ? { code: "too_many", min: limits.min, max: limits.max } : null;
}

// The first that is no whole number from `least` to `most`.
function eachBetween(answer, least, most) {
  if (answer.some((value) => value !== undefined && !Number.isInteger(value))) return { code: "not_whole" };
  if (answer.some((value) => value < least || value > most)) return { code: "out_of_range", least, most };
  return answer.includes(undefined) ? { code: "missing" } : null;
}

function points({ limits }, answer) {
  const problem = eachBetween(answer, 0, limits.most_each);
  if (problem) return problem;
  const left = limits.total - answer.reduce((sum, value) => sum + value, 0);
  if (left < 0) return { code: "points_over", total: limits.total, over: -left };
  return limits.exact && left > 0 ? { code: "points_left", total: limits.total, left } : null;
}

function ranking({ choices, complete, ties_allowed }, answer) {
  const ranks = answer.filter((rank) => rank !== null);
  const problem = eachBetween(ranks, 1, choices.length);
  if (problem) return problem;
  if (complete && ranks.length < choices.length) return { code: "rank_missing" };
  const twice = ranks.find((rank, place) => ranks.indexOf(rank) !== place);
  return !ties_allowed && twice !== undefined ? { code: "rank_twice", rank: twice } : null;
}

const score = ({ limits }, answer) => eachBetween(answer, limits.least, limits.most);
const grades = (question, answer) => eachBetween(answer, 0, question.grades.length - 1);

const JUDGES = {
  yes_no: one, single: one, several, points, ranking, score, majority_judgment: grades,
};
const ONE = ["yes_no", "single"];

export function problemWith(question, answer) {
  if (answer === null) return question.blank ? null : { code: "missing" };
  if (answer === undefined) return { code: "missing" };
  if (ONE.includes(question.kind)) return one(question, answer);
  const right = Array.isArray(answer) && (question.kind === "several" || answer.length === question.choices.length);
  return right ? JUDGES[question.kind](question, answer) : { code: "missing" };
}

// --- from the page's controls -------------------------------------------------------------------------------------

const number = (typed) => (/^[-+]?\d+$/.test(typed) ? Number(typed) : NaN);
const whole = (typed) => (typed === "" ? undefined : number(typed));
const typedIn = (data, question) => question.choices.map((_, place) => String(data.get(`${question.id}.${place}`) ?? "").trim());

const READERS = {
  several: (data, question) => data.getAll(question.id).map(Number).sort((low, high) => low - high),
  points: (data, question) => typedIn(data, question).map((typed) => (typed === "" ? 0 : number(typed))),
  ranking: (data, question) => typedIn(data, question).map((typed) => (typed === "" ? null : number(typed))),
  score: (data, question) => typedIn(data, question).map(whole),
  majority_judgment: (data, question) => typedIn(data, question).map(whole),
};

const isGiven = (question, answer) => {
  if (question.kind === "points") return answer.some((value) => value !== 0);
  return answer.some((value) => value !== null && value !== undefined);
};

function readOne(data, question) {
  const value = data.get(question.id);
  if (value === "blank") return { answer: null };
  return { answer: value === null ? undefined : whole(value) };
}

// To choose nobody, or to give no point, is an answer where the limits allow it: the check says so before it is cast.
// {answer, problem} of a question, from the form's data. Names: `q1` (radios: index or "blank"; check boxes: index),
// `q1.0`, `q1.1` … per choice, and `q1.blank`.
export function readAnswer(data, question) {
  if (ONE.includes(question.kind)) {
    const { answer } = readOne(data, question);
    return { answer, problem: problemWith(question, answer) };
  }
  const answer = READERS[question.kind](data, question);
  if (data.get(`${question.id}.blank`) !== null) {
    return isGiven(question, answer) ? { answer, problem: { code: "both" } } : { answer: null, problem: problemWith(question, null) };
  }
  return { answer, problem: problemWith(question, answer) };
}

// --- in words -----------------------------------------------------------------------------------------------------

const label = (question, place) => question.choices[place].label;

function paired(question, answer, said) {
  return answer.flatMap((value, place) => (value === null ? [] : [[value, said(value, label(question, place))]]));
}

const TELLERS = {
  several: (question, answer) => answer.map((place) => label(question, place)),
  points: (question, answer, say) => paired(question, answer, (value, choice) => say("points", { choice, value }))
    .filter(([value]) => value !== 0).map(([, line]) => line),
  ranking: (question, answer, say) => paired(question, answer, (value, choice) => say("rank", { choice, value }))
    .sort(([one_], [other]) => one_ - other).map(([, line]) => line),
  score: (question, answer, say) => paired(question, answer, (value, choice) => say("score", { choice, value }))
    .map(([, line]) => line),
  majority_judgment: (question, answer, say) => answer
    .map((value, place) => say("grade", { choice: label(question, place), value: question.grades[value] })),
};

// An answer in the organiser's words, a line per thing chosen. `say(key, values)` makes the page's sentences.
export function tellAnswer(question, answer, say) {
  if (answer === null) return [say("blank")];
  if (ONE.includes(question.kind)) return [label(question, answer)];
  const lines = TELLERS[question.kind](question, answer, say);
  return lines.length ? lines : [say("nothing")];
}
