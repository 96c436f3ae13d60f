"""Ready queries over the views of the lake, in SQL that DuckDB and Athena both take."""

from __future__ import annotations

SATISFACTION = "Satisfaction by assistant and configuration version"
WORST = "Worst answers"
UNANSWERED = "Questions without an answer"
BLAMED = "Documents behind low scores"

# Wilson's interval with z = 1.96 (E. B. Wilson, JASA 22, 1927): 3.8416 is z squared. The counts
# are doubles, since Athena divides integers without a remainder. Every order ends in what no two
# rows share, so that the same records give the same answer.
QUERIES: dict[str, str] = {
    SATISFACTION: """\
WITH asked AS (
  SELECT department, profile, configuration_number, count(*) AS turns
  FROM turns_once
  GROUP BY department, profile, configuration_number
), rated AS (
  SELECT turns.department, turns.profile, turns.configuration_number,
         CAST(count(*) AS double) AS n, count(DISTINCT reactions.pseudonym) AS people,
         avg(reactions.score) AS mean_score,
         avg(CASE WHEN reactions.score >= 4 THEN 1e0 ELSE 0e0 END) AS share
  FROM current_reactions AS reactions
  JOIN turns_once AS turns ON turns.id = reactions.turn_id
  GROUP BY turns.department, turns.profile, turns.configuration_number
)
SELECT asked.department, asked.profile, asked.configuration_number, asked.turns,
       CAST(coalesce(n, 0) AS bigint) AS reactions, coalesce(people, 0) AS people, mean_score,
       share AS satisfied,
       (share + 1.9208 / n - 1.96 * sqrt(share * (1 - share) / n + 0.9604 / (n * n)))
         / (1 + 3.8416 / n) AS satisfied_low,
       (share + 1.9208 / n + 1.96 * sqrt(share * (1 - share) / n + 0.9604 / (n * n)))
         / (1 + 3.8416 / n) AS satisfied_high
FROM asked
LEFT JOIN rated ON rated.department = asked.department AND rated.profile = asked.profile
  AND rated.configuration_number = asked.configuration_number
ORDER BY asked.department, asked.profile, asked.configuration_number""",
    WORST: """\
SELECT turns.department, turns.profile, turns.configuration_number, turns.id AS turn_id,
       turns.asked_at, turns.question, turns.answer,
       avg(reactions.score) AS mean_score, count(*) AS reactions,
       array_sort(array_distinct(flatten(array_agg(reactions.reasons)))) AS reasons,
       array_agg(reactions.comment ORDER BY reactions.reacted_at, reactions.id)
         FILTER (WHERE reactions.comment <> '') AS comments,
       array_agg(reactions.suggested_answer ORDER BY reactions.reacted_at, reactions.id)
         FILTER (WHERE reactions.suggested_answer <> '') AS suggested_answers,
       array_agg(reactions.suggested_document ORDER BY reactions.reacted_at, reactions.id)
         FILTER (WHERE reactions.suggested_document <> '') AS suggested_documents
FROM current_reactions AS reactions
JOIN turns_once AS turns ON turns.id = reactions.turn_id
GROUP BY turns.department, turns.profile, turns.configuration_number, turns.id, turns.asked_at,
         turns.question, turns.answer
HAVING avg(reactions.score) <= 2
ORDER BY mean_score, reactions DESC, turns.asked_at DESC, turn_id
LIMIT 100""",
    UNANSWERED: """\
SELECT department, profile, outcome, normal_question, count(*) AS times,
       count(DISTINCT pseudonym) AS people, min(asked_at) AS first_asked,
       max(asked_at) AS last_asked,
       array_agg(question ORDER BY asked_at DESC, turn_id DESC)[1] AS as_typed_last,
       max(evidence) AS best_evidence
FROM unanswered
GROUP BY department, profile, outcome, normal_question
ORDER BY times DESC, people DESC, department, profile, outcome, normal_question
LIMIT 100""",
    BLAMED: """\
WITH rated AS (
  SELECT turns.department, turns.id AS turn_id,
         CASE WHEN avg(reactions.score) <= 2 THEN 1e0 ELSE 0e0 END AS low
  FROM current_reactions AS reactions
  JOIN turns_once AS turns ON turns.id = reactions.turn_id
  WHERE turns.kind = 'answer'
  GROUP BY turns.department, turns.id
), cited AS (
  SELECT DISTINCT department, turn_id, source, document
  FROM found_passages
  WHERE cited
), documents AS (
  SELECT cited.department, cited.source, cited.document, count(*) AS answers,
         CAST(count(rated.turn_id) AS double) AS n, sum(rated.low) AS low, avg(rated.low) AS rate
  FROM cited
  LEFT JOIN rated ON rated.turn_id = cited.turn_id
  GROUP BY cited.department, cited.source, cited.document
), departments AS (
  SELECT department, count(*) AS n, sum(low) AS low
  FROM rated
  GROUP BY department
), compared AS (
  SELECT documents.department, documents.source, documents.document, documents.answers,
         documents.n, documents.low, documents.rate,
         (rate + 1.9208 / documents.n
           - 1.96 * sqrt(rate * (1 - rate) / documents.n + 0.9604 / (documents.n * documents.n)))
           / (1 + 3.8416 / documents.n) AS rate_at_least,
         (departments.low - documents.low) / nullif(departments.n - documents.n, 0)
           AS rate_without
  FROM documents
  JOIN departments ON departments.department = documents.department
  WHERE documents.low > 0
)
SELECT department, source, document, answers, CAST(n AS bigint) AS rated_answers,
       CAST(low AS bigint) AS low_answers, rate AS low_rate, rate_at_least AS low_rate_at_least,
       rate_without AS low_rate_without
FROM compared
ORDER BY rate_at_least - rate_without DESC NULLS LAST, low DESC, department, source,
         document
LIMIT 100""",
    "Low scores, and the text of the passages cited": """\
SELECT reactions.score, reactions.comment, turns.question, turns.answer, found.document,
       passages.text
FROM current_reactions AS reactions
JOIN turns_once AS turns ON turns.id = reactions.turn_id
JOIN found_passages AS found ON found.turn_id = turns.id AND found.cited
JOIN passages_once AS passages ON passages.content_hash = found.content_hash
  AND passages.department = found.department
WHERE reactions.score <= 2
ORDER BY reactions.score, turns.id, found.rank, reactions.id""",
    "Questions of a week, by assistant and outcome": """\
SELECT profile, coalesce(kind, status) AS outcome, count(*) AS turns,
       round(avg(total_ms)) AS mean_ms
FROM turns_once
WHERE dt BETWEEN '2026-03-02' AND '2026-03-08'
GROUP BY profile, coalesce(kind, status)
ORDER BY profile, turns DESC, outcome""",
    "What a department's answers cost, by month": """\
SELECT department, substr(CAST(dt AS varchar), 1, 7) AS month, currency, sum(price) AS price,
       count(*) FILTER (WHERE price IS NULL) AS unpriced
FROM turns_once
GROUP BY department, substr(CAST(dt AS varchar), 1, 7), currency
ORDER BY month, department, currency""",
    "The configuration that an answer was made with": """\
SELECT turns.id AS turn_id, configurations.id AS configuration, configurations.prompt,
       configurations.content
FROM turns_once AS turns
JOIN configurations_once AS configurations ON configurations.profile = turns.profile
  AND configurations.number = turns.configuration_number
ORDER BY turns.id, configurations.id""",
}
MEANINGS: dict[str, str] = {
    SATISFACTION: """\
`satisfied` is the share of current reactions with a score of 4 or 5; the true share lies between
`satisfied_low` and `satisfied_high` with a confidence of 95 % (Wilson). Where `people` is much
smaller than `reactions`, a few people speak for all and the interval is too narrow. Compare
`reactions` with `turns`, too: most people never react.""",
    WORST: """\
One row for each answer whose current reactions average 2 or less, with what people said of it.""",
    UNANSWERED: """\
The same question is counted once, whatever its capitals and punctuation; a follow-up question
counts as what it was made to stand alone. `outcome` is one of the three "no"s, `failed`, or how
far the turn came.""",
    BLAMED: """\
A document that is cited often stands behind many low scores without being bad. `low_rate` is the
share of its rated answers that scored 2 or less, `low_rate_without` the same share of the
department's answers that do not cite it, and `low_rate_at_least` the lower end of the 95 % interval
of `low_rate` (Wilson). Suspect it where the third is above the second; these come first. A document
cited in every rated answer has nothing to be compared with and comes last.""",
}
