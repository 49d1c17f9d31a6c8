"""What notebook 07 says, and what must hold for it."""

import functools

import numpy as np
import torch

from course_tools.claims import Table
from course_utils.exercises.registry import exercises, quiz_questions
from course_utils.metrics import confusion_counts, roc_auc

say = Table()


def wilson_is(share_interval, y, rows):
    return share_interval(int(y[rows].sum()), int(rows.sum()))


def young_rows(rows):
    return ((rows["age"] > 12) & (rows["age"] <= 18)).to_numpy()


def groups_that_differ(bootstrap_interval, excess, y, p, who, kind):
    """The patient classes of section 1 whose interval of observed minus predicted does not contain 0."""
    found = []
    for name in ("emergency", "inpatient", "outpatient", "not recorded"):
        rows = kind == name
        low, high = bootstrap_interval(excess, y[rows], p[rows], groups=who[rows], n_resamples=1000, seed=0)
        if not low <= 0 <= high:
            found.append(name)
    return found


def cost_of(y, p, t, c=20):
    called = p >= t
    return np.mean((called & (y == 0)) + c * (~called & (y == 1)))


def misses(y, p, t):
    return confusion_counts(y, p, t).fn


def alarms(y, p, t):
    return confusion_counts(y, p, t).fp


def between(y, p, low, high):
    """Healthy and infected tests with p from one threshold up to the other."""
    rows = (p >= min(low, high)) & (p < max(low, high))
    return int((y[rows] == 0).sum()), int((y[rows] == 1).sum())


def no_score_is_cheaper(y, p, t):
    """Whether no score taken as threshold is cheaper than t."""
    return min(cost_of(y, p, score) for score in np.unique(p)) >= cost_of(y, p, t) - 1e-12


def cheaper_where(regret_call, regret_none, threshold):
    """Whether a call is cheaper exactly above the threshold."""
    p = np.linspace(0, 1, 1002)
    return bool(((regret_call(p) < regret_none(p)) == (p > threshold)).all())


def benefit_is_saving(y, p):
    """Net benefit as counted, and the saving against nobody divided by the price, at many prices."""
    same = []
    for c in (2, 5, 20, 60):
        k = confusion_counts(y, p, 1 / (1 + c))
        same.append(np.isclose((k.tp - k.fp / c) / len(y), (c * y.mean() - cost_of(y, p, 1 / (1 + c), c)) / c))
    return all(same)


def crossing(y):
    """The price at which everybody is worth as much as nobody."""
    return (1 - y.mean()) / y.mean()


def worth_of(decision):
    """Net benefit of the three ways of deciding at each price of the explorer, in 1,000 people."""
    data = decision.data
    prices, found, alarms = (np.array(data[name], dtype=float) for name in ("prices", "found", "alarms"))
    n, positives = data["n"], data["positives"]
    everybody = 1000 * (positives - (n - positives) / prices) / n
    return {"model": 1000 * (found - alarms / prices) / n, "everybody": everybody, "nobody": 0 * prices}


def farthest(decision):
    """The price at which the model is farthest above both."""
    worth = worth_of(decision)
    return decision.prices[np.argmax(worth["model"] - np.maximum(worth["everybody"], 0))]


def rising(values):
    return bool((np.diff(values) > -1e-3).all())


def ratio_of(model, i):
    return np.exp(model.linear.weight[0, i].item())


def log_loss_of(y, p):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def called_share(p, price):
    return float((p >= 1 / (1 + price)).mean())


@functools.cache
def exact_with_one_column(kind):
    """How far a weighted fit on one yes-or-no column, its logarithm taken off, is from the unweighted one."""
    from course_utils.models import LogisticRegression
    from course_utils.newton import fit_newton

    x = torch.tensor([[0.0], [1.0]]).double().repeat(50, 1)
    y = (torch.arange(100) % 7 < 2).double().reshape(-1, 1)
    fits = []
    for weight in (1.0, kind):
        model = LogisticRegression(1).double()
        fit_newton(model, x, y, pos_weight=weight)
        fits.append(model(x).detach() - np.log(weight))
    return float((fits[0] - fits[1]).abs().max())


def called_at_equal_costs(y, p):
    """The share of calls at the threshold that is cheapest at equal costs."""
    return min((cost_of(y, p, t, 1), (p >= t).mean()) for t in [*np.unique(p), 1])[1]


def of_rows(calibration_line, y, p):
    return calibration_line(y, p)


def spread_of_choice(bootstrap_interval, cheapest_of, y, p, by_people):
    low, high = bootstrap_interval(cheapest_of, y, p, **by_people)
    return high - low


def lead_of_the_cheapest():
    """By how much the cheapest cut is cheaper than the next, at least, in the cases and 300 draws of exercise 7.2."""
    rng, gaps = np.random.default_rng(0), []
    for p, y, _, _, cost_fp, cost_fn in [*exercises()["7.2"].cases(), *(exercises()["7.2"].draw(rng) for _ in range(300))]:
        p, y = p.ravel().numpy(), y.ravel().numpy()
        called = p >= np.unique(p)[:, None]
        costs = np.sort(cost_fp * (called & (y == 0)).sum(1) + cost_fn * (~called & (y == 1)).sum(1))
        gaps += [*np.diff(costs)[:1]]
    return min(gaps)


@functools.cache
def times_drawn():
    """How often each of 200 people comes in a draw with replacement."""
    return np.bincount(np.random.default_rng(0).integers(200, size=200), minlength=200)


QUIZ = quiz_questions(7)

# ---------------------------------------------------------------- opening and section 1

say.argued("opening", "on rows that have had no part in any of it", "the test rows; tests/project/test_real_data.py")
say.argued("opening", "compare two rules by the interval of their difference", "an objective")
say(
    "one-in-ten",
    "People, and not rows, were divided into three parts",
    "said == len((train, validation, test)) and not set(train['subject_id']) & set(validation['subject_id'])",
    at="parts",
)
say(
    "mean-p-explain",
    "the gradient of the bias, the mean of $p - y$, is zero",
    "said[0] == 0 and abs((p_train - y_train).mean()) < 1e-9",
    opposite="abs((p_train - y_train).mean()) > 1e-9",
)
say(
    "mean-p-explain",
    "On the validation rows they are 0.056 and 0.057",
    "said == (p_validation.mean(), y_validation.mean())",
)
say(
    "mean-p-explain",
    "The second model is just as near, and it is useless: its AUC is 0.500, since it puts nobody before anybody else",
    "said == roc_auc(y_validation, constant) and np.ptp(constant) == 0 and abs(constant.mean() - "
    "y_validation.mean()) < 0.002",
    opposite="abs(constant.mean() - y_validation.mean()) > 0.002",
)
say(
    "mean-p-explain", "cut them into 5 groups of about equal size",
    "said == len(in_groups[0]) and np.ptp(in_groups[2]) < 0.02 * len(y_validation)", at="groups",
)
say(
    "notes/mistake-costs", "Consequences of 1 and 20 are regrets of 1 and 19",
    "said == (1, 20, 1, said[1] - said[0])",
)
say.argued("mean-p-explain", "So two things are needed", "those of the next sentence")
say.argued(
    "mean-p-explain",
    "Without calibration a cost cannot be weighed",
    "an expected cost is a probability times a cost",
)
say(
    "calibration-figure",
    "Five points lie near the dotted diagonal, three above it and two below",
    "said == (len(in_groups[0]), (in_groups[1] > in_groups[0]).sum(), (in_groups[1] < in_groups[0]).sum())",
    opposite="(in_groups[1] < in_groups[0]).sum() == 3",
)
say(
    "calibration-figure",
    "That is less than a proof, because each bar is wide: a group has about six hundred tests, and few of them are "
    "positive",
    "all(abs(n - said[0].value) < 30 for n in in_groups[2]) and said[0].value == 600 and in_groups[1].max() < 0.15",
    opposite="in_groups[1].max() > 0.15",
)
say("calibration-figure", "Five groups use little of what the rows know", "said == len(in_groups[0])")
say.argued("calibration-figure", "A line uses more", "each row enters with its own p, and not with that of its group")
say("line-explain", "The weight is 0.905", "said == line.linear.weight.item() and said == c.slope")
say(
    "line-explain",
    "Below 1 it would say that the predictions are too extreme: the high ones too high, the low ones too low",
    "0.5 * logit(torch.tensor(0.9)) < logit(torch.tensor(0.9)) and 0.5 * logit(torch.tensor(0.1)) > "
    "logit(torch.tensor(0.1))",
)
say(
    "line-explain",
    "It is 0.022, so slightly more tests were positive than was predicted",
    "said == c.intercept and y_validation.mean() > p_validation.mean()",
)
say(
    "line-explain",
    "With the people as groups the intervals are wider than with each row for itself: from 0.643 to 1.167 in place of "
    "0.672 to 1.137",
    "said[:2] == (c.slope_low, c.slope_high) and said[2:] == (of_rows(calibration_line, y_validation, "
    "p_validation).slope_low, of_rows(calibration_line, y_validation, p_validation).slope_high) and c.slope_high - "
    "c.slope_low > of_rows(calibration_line, y_validation, p_validation).slope_high - of_rows(calibration_line, "
    "y_validation, p_validation).slope_low",
)
say(
    "by-age-explain",
    "Of the 1600 training tests of these ages, 0.071 are positive",
    "said == (young_rows(train).sum(), y_train[young_rows(train)].mean())",
)
say(
    "by-age-explain",
    "The nine columns predict 0.049 on average, which lies below the whole interval",
    "said == (nine.shape[1], p_nine[young_rows(train)].mean()) and p_nine[young_rows(train)].mean() < "
    "wilson_is(share_interval, y_train, young_rows(train))[0]",
)
say.argued("by-age-explain", "A straight line cannot bend up there", "a line has one direction")
say(
    "by-age-explain",
    "The desk's model predicts 0.064, inside the interval",
    "said == p_train[young_rows(train)].mean() and wilson_is(share_interval, y_train, young_rows(train))[0] < "
    "p_train[young_rows(train)].mean() < wilson_is(share_interval, y_train, young_rows(train))[1]",
)
say(
    "by-age-explain",
    "On the validation rows, with 541 tests, both means lie inside",
    "said == young_rows(validation).sum() and all(wilson_is(share_interval, y_validation, young_rows(validation))[0] < "
    "p[young_rows(validation)].mean() < wilson_is(share_interval, y_validation, young_rows(validation))[1] for p in "
    "(p_nine_validation, p_validation))",
)
say.argued("by-age-explain", "For most numbers there is no formula as handy as Wilson's", "what follows is for those")
say(
    "by-age-explain",
    "draw as many people as there are, with replacement, so that some come twice and some never; take each of them "
    "with all of her tests; and compute the number again. After a thousand draws, keep the middle 95 %",
    "said[0] == times.max() - times.max() + 2 and times.max() > 1 and times.min() < 1 and said[1].value == "
    "len(aucs) and said[2] == 0.975 - 0.025",
    at="bootstrap",
)
say(
    "bootstrap-explain",
    "It goes from 0.633 to 0.719, and `bootstrap_interval` gives the same",
    "said == (low, high) and said == ends and np.allclose(ends, (low, high))",
)
say(
    "bootstrap-explain",
    "There are 2,971 tests, but 169 positive ones",
    "said == (len(y_validation), y_validation.sum())",
)
say.argued("bootstrap-explain", "nor anything that is wrong with the table itself", "the draws are from the table")
say(
    "bootstrap-explain",
    "Four groups, four intervals",
    "said == (printed['by-group'].count(' tests: '), printed['by-group'].count(' to '))",
    at="by-group",
)
say(
    "by-group-explain",
    "In the emergency room 0.041 fewer were positive than predicted, and the interval does not contain 0",
    "said[0] == -excess(y_validation[kind == 'emergency'], p_validation[kind == 'emergency']) and "
    "excess(y_validation[kind == 'emergency'], p_validation[kind == 'emergency']) < 0 and "
    "groups_that_differ(bootstrap_interval, excess, y_validation, p_validation, people, kind) == ['emergency']",
)
say("by-group-explain", "But we looked at four groups", "said == printed['by-group'].count(' tests: ')")
say(
    "by-group-explain",
    "If each interval misses with a chance of one in twenty, and they miss independently, at least one of four misses "
    "with a chance of $1 - 0.95^4$, which is nearly one fifth",
    "said[0].value == 20 and said[1].value == 4 and 0 < said[-1].value - (1 - (1 - 1 / said[0].value) ** "
    "said[1].value) < 0.02 and said[3] == 1 - 1 / said[0].value and said[2] == 1",
    opposite="1 - 0.95**4 < 0.05",
)
say(
    "by-group-explain",
    "One $p$ for everybody is calibrated on average, and no decision can use it",
    "np.ptp(constant) == 0 and abs(constant.mean() - y_train.mean()) < 1e-12",
    opposite="np.ptp(constant) > 0",
)

# ---------------------------------------------------------------- section 2

say(
    "weighted-figure",
    "Those of the weighted model lie to the right, from about a seventh to about two thirds, far below the diagonal",
    "abs(said[0].value - calibration_curve(y_validation, p_weighted, n_bins=5, strategy='quantile')[0][0]) < 0.03 and "
    "abs(said[1].value - calibration_curve(y_validation, p_weighted, n_bins=5, strategy='quantile')[0][-1]) < 0.03 and "
    "(calibration_curve(y_validation, p_weighted, n_bins=5, strategy='quantile')[1] < calibration_curve(y_validation, "
    "p_weighted, n_bins=5, strategy='quantile')[0] / 5).all()",
)
say(
    "weighted-figure",
    "The mean is now 0.433, nearly eight times the share of positive tests, and the AUC is the same to three decimals",
    "said[0] == p_weighted.mean() and 0.9 * said[1].value < p_weighted.mean() / y_validation.mean() < said[1].value "
    "and said[1].value == 8 and round(roc_auc(y_validation, p_weighted), 3) == round(roc_auc(y_validation, "
    "p_validation), int(said[2].value)) and said[2].value == 3",
)
say.argued("weighted-figure", "It is often said", "a saying; the next cells test it")
say(
    "shift-explain",
    "The bias moves by 2.816, which is the logarithm of 16.715, and the weight does not move",
    "said == (bias_moved, pos_weight) and abs(bias_moved - np.log(pos_weight)) < 1e-4 and weight_moved < 1e-4",
    opposite="weight_moved > 1e-4",
)
say("taken-back-explain", "the mean is 0.055", "said == p_back.mean()")
say(
    "taken-back-explain",
    "The new probability is between 0.11 and 1.84 times the old one, and 3.3 % of all pairs of people change their "
    "order",
    "said == (ratio.min(), ratio.max(), turned)",
)
say.argued(
    "taken-back-explain",
    "Here the penalty, too, weighs less against a loss that counts positive tests 16.715 times",
    "the penalty is added to a mean that has grown; the factor is printed",
)
say(
    "taken-back-explain",
    "The calibration slope of what comes back is 0.739 (0.467 to 1.011)",
    "said == (c.slope, c.slope_low, c.slope_high)",
)
say(
    "recalibrated-explain",
    "Better still, do not weight. Whoever wants more people called can lower the threshold.",
    "abs(confusion_counts(y_validation, p_validation, 1 / (1 + pos_weight)).tp - confusion_counts(y_validation, "
    "p_weighted, 0.5).tp) < 8 and 1 / (1 + pos_weight) < 0.5",
)
say(
    "recalibrated-explain",
    "Take the 1,000 tests with the highest $p$, once of either model.",
    "said == len(highest[0]) and p_validation[list(highest[0])].min() > np.median(p_validation)",
    at="same-people",
)
say(
    "same-people-explain",
    "983 of them. A lower threshold calls nearly the same people",
    "said == len(highest[0] & highest[1]) and len(highest[0] & highest[1]) > 0.95 * len(highest[0])",
)
say(
    "same-people-explain",
    "nearly eight times too high on average",
    "7 < p_weighted.mean() / y_validation.mean() < said[0].value and said[0].value == 8",
)

say(
    "recalibrated-explain",
    "The mean comes down from 0.431 to 0.054, and of these tests 0.059 are positive",
    "said == (p_odd.mean(), repair(p_odd).mean().item(), y_odd.mean()) and repair(p_odd).mean() < p_odd.mean()",
)
say(
    "recalibrated-explain",
    "a line with a weight above 0 changes no order",
    "said[0].value == 0 and repair.slope > 0 and np.isclose(roc_auc(y_odd, p_odd), roc_auc(y_odd, repair(p_odd)))",
)
say(
    "recalibrated-explain",
    "With half of the people the slope has a wide interval, from 0.567 to 1.538, and it contains 1",
    "abs(len(set(people[even])) / len(set(people)) - said[0].value) < 0.02 and said[0].value == 0.5 and said[1:3] == "
    "(c.slope_low, c.slope_high) and c.slope_low < said[3].value < c.slope_high and said[3].value == 1",
)

# ---------------------------------------------------------------- section 3

say.argued("mistake-costs", "in the first spring of the pandemic", "of the table; notebook 06")
say.argued("mistake-costs", "fixed before anybody looks at what comes out", "an instruction")
say.argued("mistake-costs", "There are two ways to argue", "the next two paragraphs")
say(
    "mistake-costs",
    "Calling is cheaper if $1 < 20 p$, that is if $p > 1/20$",
    "cheaper_where(lambda p: said[0].value + 0 * p, lambda p: said[1].value * p, said[2].value)",
    opposite="cheaper_where(lambda p: -1 + 0 * p, lambda p: -20 * p, 1 / 20)",
)
say.argued("mistake-costs", "Say how much more a wrong decision costs than the right one", "what regret means")
say.argued("mistake-costs", "A false alarm costs 1 more", "the price we take")
say.argued("mistake-costs", "A miss costs 20 more", "the price we take")
say(
    "mistake-costs",
    "Calling is cheaper if $1 - p < 20 p$",
    "cheaper_where(lambda p: said[0].value * (1 - p), lambda p: said[1].value * p, 1 / 21)",
    opposite="cheaper_where(lambda p: p - 1, lambda p: -20 * p, 1 / 21)",
)
say(
    "mistake-costs",
    "Add $p$ on both sides: $1 < 21 p$, that is $p > 1/21$",
    "said[0] == cost_fp and said[1] == cost_fp + cost_fn and said[2] == cost_fp / (cost_fp + cost_fn) and "
    "cheaper_where(lambda p: 1 - p, lambda p: 20 * p, 1 / 21)",
    opposite="cheaper_where(lambda p: p - 1, lambda p: -20 * p, 1 / 21)",
)
say(
    "elkan-explain",
    "Missing somebody costs 20, but finding her would have cost a room, so the miss costs 19 more",
    "said[0].value == 20 and said[1].value == said[0].value - 1 and threshold_of(1, 0, 1, said[0].value) == "
    "threshold_of(1, 0, 0, said[1].value)",
    opposite="threshold_of(1, 0, 1, 20) < threshold_of(1, 0, 0, 20)",
)
say(
    "elkan-explain",
    "We take regrets, 1 and 20, and $t = 1/21$, which is 0.048",
    "said[0] == cost_fp and said[1] == cost_fn and said[-1] == threshold_of(1, 0, 0, 20) and "
    "np.isclose(said[-2].value, threshold_of(1, 0, 0, 20))",
)
say(
    "costs-explain",
    "Nobody costs 1.138 a person, everybody 0.943, and the rule 0.750 on the validation rows",
    "said == (cost(y_validation, p_validation, 1.0), cost(y_validation, p_validation, 0.0), cost(y_validation, "
    "p_validation, rule)) and p_validation.max() < 1",
    opposite="p_validation.max() > 1",
)
say(
    "costs-explain",
    "Everybody is the better default: what a hospital with these prices would do without any model",
    "cost(y_validation, p_validation, 0.0) < cost(y_validation, p_validation, 1.0)",
)
say(
    "costs-explain",
    "To be useful, a model has to be cheaper than that",
    "cost(y_validation, p_validation, rule) < cost(y_validation, p_validation, 0.0)",
)
say.argued("costs-explain", "everything else so far came from the data", "why a mistake is tempting")
say.argued("costs-explain", "Say the price first", "an instruction")

# ---------------------------------------------------------------- section 4

say.argued("rule-or-cheapest", "the threshold that is cheapest on the validation rows", "what is looked for")
say.argued("rule-or-cheapest", "First by hand", "the order of the section")
say(
    "rule-or-cheapest",
    "a miss costs twenty false alarms; find a cut that costs at most 0.766 per person",
    "said == (cost_fn, explorer.data['task']['cost']) and explorer.data['task']['least_cost'] < "
    "explorer.data['task']['cost']",
    at="explorer",
)
say(
    "rule-or-cheapest",
    "All $p$ lie far to the left",
    "p_validation.max() < 0.33",
)
say(
    "explorer-figure",
    "Four pictures at the threshold 0.5: the people over $p$, infected above and healthy below, all of them to the "
    "left of the cut and hollow; the ROC curve, above its diagonal",
    "said == (len(explorer.static().axes), explorer.threshold) and p_validation.max() < 0.5 and roc_auc(y_validation, "
    "p_validation) > 0.5",
)
say.argued(
    "explorer-figure", "Bring miss costs down to 1, raise it slowly to 20 again, and watch the star, the cheapest cut",
    "an instruction",
)
say(
    "rule-or-cheapest",
    "It opens at 0.5, with a miss at twenty",
    "said == (explorer.threshold, explorer.cost_fn)",
    at="explorer",
)
say("explorer-figure", "the cost per person with a miss at twenty", "said == explorer.cost_fn")
say(
    "explorer-figure",
    "At 20 the valley of the cost curve is wide and ragged, and many cuts cost nearly the same",
    "said == 20 and np.ptp(np.unique(p_validation)[[cost(y_validation, p_validation, t) < 0.8 for t in "
    "np.unique(p_validation)]]) > 0.04",
    opposite="np.ptp(np.unique(p_validation)[[cost(y_validation, p_validation, t) < 0.8 for t in "
    "np.unique(p_validation)]]) < 0.04",
)
say.argued("explorer-figure", "A later cell can read where everything stands", "the next cell")
say(
    "explorer-read-explain",
    "At equal costs it is cheapest to call hardly anybody",
    "called_at_equal_costs(y_validation, p_validation) < 0.01",
    opposite="called_at_equal_costs(y_validation, p_validation) > 0.01",
)
say(
    "cost-figure",
    "from 0 to 0.25: on the left, where everybody is called, it starts at the cost of everybody, dips into a ragged "
    "valley whose lowest point is marked by a star, and climbs on the right towards the cost of nobody",
    "said == ax.get_xlim() and no_score_is_cheaper(y_validation, p_validation, chosen) and lowest_cost < "
    "cost(y_validation, p_validation, 0) < cost(y_validation, p_validation, 0.25) < cost(y_validation, "
    "p_validation, 1)",
)
say(
    "cost-figure",
    "A dotted line, the rule, stands just left of the star",
    "0 < chosen - rule < 0.005",
    opposite="chosen < rule",
)
say(
    "cost-figure",
    "The chosen threshold costs 0.732 and the rule 0.750",
    "said == (lowest_cost, cost(y_validation, p_validation, rule))",
)
say(
    ("cost-figure", "notes/rule-or-cheapest"),
    "52 fewer false alarms",
    "said == alarms(y_validation, p_validation, rule) - alarms(y_validation, p_validation, chosen) and "
    "alarms(y_validation, p_validation, chosen) < alarms(y_validation, p_validation, rule)",
    at="cheapest",
)
say(
    "cost-figure",
    "Both miss 49",
    "said == misses(y_validation, p_validation, chosen) and said == misses(y_validation, p_validation, rule)",
)
say.argued(
    "cost-figure",
    "First a tempting answer: the cheapest threshold is a number computed from rows",
    "a proposal",
)
say("arg-min-explain", "From 0.034 to 0.086", "said == (low, high)")
say(
    "arg-min-explain",
    "This says, roughly, how badly the rows determine where the valley has its lowest point",
    "high - low > 0.05",
)
say(
    "arg-min-explain",
    "at its two ends the cost on these rows is 0.782 and 0.780",
    "said == at_ends and min(at_ends) > lowest_cost",
)
say.argued(
    "arg-min-explain",
    "Whether one threshold is cheaper than another is a question about the difference of their costs",
    "what cheaper means",
)
say(
    "paired-explain",
    "the difference is −0.018, from −0.022 to −0.013",
    "said == (value, low, high)",
)
say(
    "paired-explain",
    "Each cost alone is uncertain by about a tenth in each direction",
    "abs((ends[1][0] - ends[0][0]) / 2 - said[0].value) < 0.01 and said[0].value == 0.1",
)
say.argued("paired-explain", "That is why two rules are compared by their paired difference", "the reason is given")
say(
    "paired-explain",
    "But these rows chose it among hundreds, because it came out cheapest on them: between the two thresholds there "
    "happen to be 52 healthy tests and no infected one",
    "len(np.unique(p_validation)) > 2 * said[0].value and said[0].value == 100 and "
    "between(y_validation, p_validation, rule, chosen) == (int(said[1].value), 0) and "
    "no_score_is_cheaper(y_validation, p_validation, chosen)",
)
say(
    ("paired-explain", "notes/arg-min"),
    "On the rows that choose, the difference cannot be above 0",
    "no_score_is_cheaper(y_validation, p_validation, chosen) and value < 0",
    at="paired",
)
say("paired-explain", "The cost of 0.732 is flattered", "said == lowest_cost")
say(
    "paired-explain",
    "it divides the training rows into five folds, fits on four and predicts the fifth, in turn, and takes the "
    "threshold with the least mean cost",
    "said[0] == len(in_folds) and said[1] == len(in_folds) - 1 and all(4 * len(held) > 0.9 * len(kept) for kept, held "
    "in in_folds)",
    opposite="any(4 * len(held) < 0.9 * len(kept) for kept, held in in_folds)",
    at="tuned",
)
say(
    "tuned-explain",
    "It chose 0.045, at a cost of 0.714 in its folds",
    "said == (tuned.best_threshold_, -tuned.best_score_)",
)
say(
    "tuned-explain",
    "On the validation rows this threshold costs 0.741",
    "said == cost(y_validation, p_validation, tuned.best_threshold_)",
)
say(
    "tuned-explain",
    "is ours to three decimals",
    "np.abs(p_sklearn - p_validation).max() < 0.5 * 10 ** -said[0].value and said[0].value == 3",
    opposite="np.abs(p_sklearn - p_validation).max() > 0.0005",
)
say(
    "tuned-explain",
    "And it tries a hundred thresholds between the lowest and the highest $p$",
    "said[0].value == tuned.thresholds and p_validation.min() < tuned.best_threshold_ < p_validation.max()",
)
say(
    "tuned-explain",
    "We have three candidates within 0.006 of each other",
    "said[0] == len({rule, chosen, tuned.best_threshold_}) and said[1] == np.ptp([rule, chosen, "
    "tuned.best_threshold_])",
)
say.argued("tuned-explain", "tries two or three other thresholds on them, and reports the best", "a mistake, told")
say.argued("tuned-explain", "But whatever chooses is part of the fit, and after that nobody is left", "notebook 05")

# ---------------------------------------------------------------- section 5

say.argued("other-prices", "Not everybody will accept a price of twenty", "a concession")
say(
    "other-prices",
    "Calling nobody has net benefit 0",
    "said == net_benefit(y_validation, 0 * p_validation, [rule])[0]",
    at="benefit",
)
say(
    "benefit-explain",
    "The net benefit is what the model saves against a room for nobody, divided by the price: 0.019",
    "said == benefit and said == saved / cost_fn and benefit_is_saving(y_validation, p_validation)",
)
say.argued("benefit-explain", "To see why, begin with nobody", "the order of the argument")
say(
    "decision-figure",
    '"Nobody" is a level line at 0',
    "said == np.ptp(worth_of(decision)['nobody']) and not worth_of(decision)['nobody'].any()",
)
say(
    "decision-figure",
    '"Everybody" climbs from below the lower edge, crosses that line near a price of 16.6 and goes on climbing ever '
    "more gently",
    "said == crossing(y_validation) and worth_of(decision)['everybody'][0] < decision.static().axes[0].get_ylim()[0] and "
    "(np.diff(worth_of(decision)['everybody']) > 0).all() and (np.diff(worth_of(decision)['everybody'], 2) < 0).all()",
)
say(
    "decision-figure",
    "The curve of the desk's model starts just above 0 and climbs too; near the crossing it is farthest above both, "
    "and towards the right it comes close to \"everybody\"",
    "0 < worth_of(decision)['model'][0] < 2 and rising(worth_of(decision)['model'] / 1000) and abs(farthest(decision) - "
    "crossing(y_validation)) < 2 and worth_of(decision)['model'][-1] - worth_of(decision)['everybody'][-1] < 1",
    opposite="worth_of(decision)['model'][0] < 0",
)
say(
    "decision-figure",
    "On the left, the net benefit among a thousand people over the price of a miss, from 5 to 60 false alarms",
    "said == (1000, decision.prices[0], decision.prices[-1]) and said[1:] == (prices[0], prices[-1]) and "
    "decision.prices[0] < decision.price < decision.prices[-1]",
)
say(
    "decision-figure", "A thin vertical line marks the price 20.", "said == decision.price",
)
say(
    "decision-figure",
    "On the right, what becomes of a thousand people at this price: upwards the infected who are found, downwards the false alarms, "
    "each counted as a twentieth, and a diamond at what is left",
    "said[0] == 1000 and 1 / decision.price == 0.05 and decision.per_thousand()['the model']['found'] > 0 > "
    "-decision.per_thousand()['the model']['alarms']",
)
say(
    "decision-figure",
    "\"Everybody\" finds more than the model does, pays more than twice as much for it, and keeps less.",
    "decision.per_thousand()['everybody']['found'] > decision.per_thousand()['the model']['found'] and "
    "decision.per_thousand()['everybody']['alarms'] > 2 * decision.per_thousand()['the model']['alarms'] and "
    "decision.per_thousand()['everybody']['worth'] < decision.per_thousand()['the model']['worth']",
)
say(
    "notes/decision-curve",
    "At 15 and 20 the interval does not contain 0; at the others it does.",
    "prices[(ends[0] > said[2]) | (ends[1] < said[2])].tolist() == [int(s.value) for s in said[:2]]",
    at="decision-curve",
)
say(
    "decision-gain-figure",
    "What the model adds to the better default, at seven prices",
    "said == len(prices) and gain.min() > 0",
)
say(
    "decision-gain-figure",
    "At the prices 15 and 20 the interval lies wholly to the right of the line",
    "prices[ends[0] > 0].tolist() == [int(s.value) for s in said]",
)
say("decision-gain-figure", "At the other five it crosses the line", "said == ((ends[0] < 0) & (ends[1] > 0)).sum()")
say(
    "decision-gain-figure",
    "At the prices 15 and 20. (",
    "prices[ends[0] > 0].tolist() == [int(s.value) for s in said]",
)
say("decision-gain-figure", "Seven intervals are seven chances to be wrong.", "said == (len(prices), len(prices))")
say(
    "decision-gain-figure",
    "The price of 20 had been fixed before anybody looked",
    "said == cost_fn",
    at="settings",
)
say(
    "decision-gain-figure",
    "it adds 13.2 and 9.7 in 1,000: as if among a thousand people 13.2 or 9.7 more infected ones were found, and no "
    "false alarm came with them",
    "said[:2] == (1000 * gain[2], 1000 * gain[3]) and said[2].value == 1000 and said[3].value == 1000 and said[4:] == "
    "(1000 * gain[2], 1000 * gain[3]) and gain[3] > 0",
)
say(
    "decision-gain-figure",
    "At a price of 5 hardly anybody has a $p$ above the threshold, and at 60 nearly everybody has",
    "called_share(p_validation, said[0].value) < 0.03 and called_share(p_validation, said[1].value) > 0.8 and said == "
    "(prices[0], prices[-1])",
)
say(
    "decision-gain-figure",
    "the rows cannot tell the model from a sign on the door",
    "ends[0][0] < 0 < ends[1][0] and ends[0][-1] < 0 < ends[1][-1]",
)

# ---------------------------------------------------------------- section 6

say(
    "on-the-test-rows",
    "Everything is fixed: columns, model, prices, the rule 1/21",
    "said == rule",
    opposite="rule == chosen",
)
say.argued("on-the-test-rows", "what comes out is reported, whatever it is", "a promise")
say(
    "on-the-test-rows",
    "the AUC was 0.676, the rule cost 0.750, and the chosen threshold was 0.018 cheaper",
    "said == (roc_auc(y_validation, p_validation), cost(y_validation, p_validation, rule), cost(y_validation, "
    "p_validation, rule) - cost(y_validation, p_validation, chosen)) and cost(y_validation, p_validation, chosen) < "
    "cost(y_validation, p_validation, rule)",
)
say(
    "slides/on-the-test-rows",
    "AUC 0.676, rule 0.750, chosen threshold 0.018 cheaper",
    "said == (roc_auc(y_validation, p_validation), cost(y_validation, p_validation, rule), cost(y_validation, "
    "p_validation, rule) - cost(y_validation, p_validation, chosen)) and cost(y_validation, p_validation, chosen) < "
    "cost(y_validation, p_validation, rule)",
)
say(
    "report-print-explain",
    "The chosen threshold is now dearer than the rule, by 0.007, and the interval goes from −0.017 to 0.037",
    "said == (report(y_test, p_test)[7], ends[0][7], ends[1][7]) and cost(y_test, p_test, chosen) > cost(y_test, "
    "p_test, rule)",
)
say(
    ("report-print-explain", "notes/on-the-test-rows"),
    "minus everybody's",
    "rates[5] == \"minus everybody's\" and cost(y_test, p_test, 0.0) < cost(y_test, p_test, 1.0)",
    at="report-print",
)
say(
    "report-print-explain",
    "Against the better default the rule saves 0.223 a person, from 0.105 to 0.324",
    "said == (-report(y_test, p_test)[5], -ends[1][5], -ends[0][5]) and cost(y_test, p_test, 0.0) < cost(y_test, "
    "p_test, 1.0)",
)
say(
    "report-print-explain",
    "At the desk two numbers say what a call is worth",
    "said == len(rates[-2:]) and rates[-2:] == ['LR+', 'LR-']",
    at="report-print",
)
say(
    "to-odds-explain",
    "The odds are multiplied by 1.639, and the probability goes from 0.058 up to 0.091",
    "said == (ratio_called, share, odds * ratio_called / (1 + odds * ratio_called)) and said[2].value > "
    "said[1].value",
)
say(
    "to-odds-explain",
    "So nine of ten who are called are healthy",
    "abs(1 - final.precision - said[0].value / said[1].value) < 0.02 and said[1].value == 10",
)
say(
    "to-odds-explain",
    'twenty to one says "be wrong about many, if that finds one more"',
    "said[0] == cost_fn and final.fp > final.tp",
)
say(
    "one-split-or-twenty",
    "with twenty other splits by person",
    "said == len(splits) and seed not in range(20)",
    at="splits",
)
say(
    "splits-figure",
    "Three rows of twenty hollow dots",
    "said == (len(ax.lines), len(ax.lines[0].get_xdata())) and all(line.get_markerfacecolor() == 'none' for line in "
    "ax.lines)",
)
say(
    "splits-figure",
    "Those of the better default stand close together at the right",
    "np.ptp(splits[:, 3] - splits[:, 0]) < 0.01 and (splits[:, 3] - splits[:, 0]).min() > splits[:, 2:4].max()",
)
say(
    "splits-figure",
    "are spread from 0.615 to 0.838, all of them left of the default's",
    "said == (splits[:, 2:4].min(), splits[:, 2:4].max()) and splits[:, 2:4].max() < (splits[:, 3] - splits[:, "
    "0]).min()",
)
say(
    "splits-figure",
    "The rule beats the better default in 20 of 20, by 0.230 on average and by at least 0.105",
    "said == ((splits[:, 0] < 0).sum(), len(splits), -splits[:, 0].mean(), -splits[:, 0].max())",
)
say(
    "splits-figure",
    "The twenty are not twenty hospitals: they share most of their rows",
    "said == (len(splits), len(splits)) and 2 * len(train) > len(clean)",
)
say(
    ("splits-figure", "notes/one-split-or-twenty"),
    "cheaper than the rule in 5 of 20",
    "said == ((splits[:, 2] < splits[:, 3]).sum(), len(splits)) and splits[:, 2].mean() > splits[:, 3].mean()",
    at="splits",
)
say.argued(
    "splits-figure",
    "Over two hundred splits, which take half a minute, it was the same: the rule was below the better default in "
    "each of them, and the chosen threshold was cheaper than the rule in about two of five",
    "the sweep of tests/project/test_defended_threshold.py",
)
say(
    "subgroup-figure",
    "The recall of nine groups, one below the other, each a dot with its interval, and a dotted line at the recall of "
    "all, 0.751",
    "said == (len(groups), final.recall)",
    opposite="len(groups) == 8",
)
say(
    "subgroup-figure",
    "Inpatient lies far to the left with the longest interval, and up to 12 lies left of the line as well, wholly",
    "list(groups)[np.argmax(found[:, 2] - found[:, 1])] == 'inpatient' and found[list(groups).index('inpatient'), 2] < "
    "final.recall and found[list(groups).index('up to 12'), 2] < final.recall and said == 12",
)
say(
    "subgroup-figure",
    "Over 12 to 18 and over 18 lie to the right of it",
    "(found[5:7, 0] > final.recall).all() and list(groups)[5:7] == ['over 12 to 18', 'over 18'] and said == (12, 18, "
    "18)",
)
say(
    ("subgroup-figure", "notes/for-whom"),
    "In the emergency room everybody is called",
    "called[groups['emergency']].all() and groups['emergency'].sum() > 100",
    at="subgroup-plot",
)
say(
    "subgroup-figure",
    "Of the inpatients 0.182 of the infected are called, but that is 2 of 11, and the interval goes from 0.051 to "
    "0.477",
    "said == (share_called(groups['inpatient'] & infected)[0], (called & groups['inpatient'] & infected).sum(), "
    "(groups['inpatient'] & infected).sum(), *share_called(groups['inpatient'] & infected)[1:3])",
)
say(
    "subgroup-figure",
    "Of the children up to 12 about half of the infected are found",
    "abs(share_called(groups['up to 12'] & infected)[0] - said[1].value) < 0.05 and said[0] == 12 and said[1].value "
    "== 0.5",
)
say("subgroup-figure", "These are nine intervals", "said == len(groups)")
say.argued("subgroup-figure", "two intervals can overlap while the difference is clear of 0", "section 4 has a case")
say(
    "emergency-again-explain",
    "One of four intervals had stood out on the validation rows, and it does not stand out again",
    "said == printed['by-group'].count(' tests: ') and low < 0 < high",
)
say(
    "sexes-explain",
    "Of the healthy, 0.077 more of the women and girls wait alone than of the men and boys, and the interval from "
    "0.034 to 0.124 does not contain 0",
    "said[:3] == (more_alarms(y_test, called, male), low, high) and said[3].value == 0 and low > 0",
)
say(
    "sexes-explain",
    "For the infected the rows cannot tell",
    "bootstrap_interval(more_found, y_test, called, male, **by_people_test)[0] < 0 < bootstrap_interval(more_found, "
    "y_test, called, male, **by_people_test)[1]",
)
say(
    "sexes-explain",
    "Set the column `male` to 0 for everybody",
    "said == X_zero[:, column].max()",
    at="without-sex",
    opposite="X_zero[:, column].any()",
)
say(
    "sex-weight-explain",
    "More than half of the difference goes away: 0.032 is left, with an interval that contains 0",
    "said[0].value * more_alarms(y_test, called, male) > more_alarms(y_test, calls['male set to 0'], male) and said[1] "
    "== more_alarms(y_test, calls['male set to 0'], male) and said[0].value == 0.5 and said[2].value == 0 and "
    "bootstrap_interval(more_alarms, y_test, calls['male set to 0'], male, **by_people_test)[0] < 0",
)
say(
    "sex-weight-explain",
    "So a weight that the rows cannot tell from 0 decides who waits alone",
    "said[0].value == 0 and ratios.low[i] < 1 < ratios.high[i]",
)
say(
    "sex-weight-explain",
    "27 % of the tests have a $p$ within 0.01 of it",
    "said[0] == near and near == (np.abs(p_test - rule) < said[1].value).mean()",
)
say(
    "sex-weight-explain",
    "this weight lay between −0.185 and 0.105, and in 3 of them it was above 0 and pushed the other way",
    "said == (splits[:, 6].min(), splits[:, 6].max(), (of_male > 0).sum(), 0) and model.linear.weight[0, column] < 0",
)
say("sex-weight-explain", "in the twenty splits of section 7", "said[0] == len(splits) and said[1].value == 7")
say.argued("sex-weight-explain", "Ask first what it costs to leave it out", "an instruction")
say(
    "sex-cost-explain",
    "The rows cannot tell: on the validation rows it is 0.011 cheaper without, on the test rows 0.006 dearer, and both "
    "intervals contain 0",
    "said[0] == -dearer_without(y_validation, p_without_v, p_validation) and said[1] == dearer_without(y_test, "
    "p_without, p_test) and said[2].value == 0 and dearer_without(y_validation, p_without_v, p_validation) < 0 < "
    "dearer_without(y_test, p_without, p_test) and low < 0 < high",
)
say(
    "sex-cost-explain",
    "it makes two groups be treated differently",
    "len({bool(level) for level in male}) == said[0] and called[male & (y_test == 0)].mean() < called[~male & "
    "(y_test == 0)].mean()",
)
say(
    "elsewhere-explain",
    "The AUC goes down from 0.717 to 0.691, and the cost goes up from 0.719 to 0.734",
    "said == (roc_auc(y_test, p_test), roc_auc(y_test, p_elsewhere), cost(y_test, p_test, rule), cost(y_test, "
    "p_elsewhere, rule)) and roc_auc(y_test, p_elsewhere) < roc_auc(y_test, p_test)",
)
say.argued(
    "slides/elsewhere-explain",
    "elsewhere, or later",
    "an item of the list; its reason follows",
)
say.argued("elsewhere-explain", "That it holds later.", "an item of the list; its reason follows")
say(
    "elsewhere-explain",
    "It is one hospital with 88 places; without them the cost went from 0.719 to 0.734",
    "said == (n_places, cost(y_test, p_test, rule), cost(y_test, p_elsewhere, rule))",
)
say(
    "elsewhere-explain",
    "The day has an AUC of 0.501, no better than a coin",
    "said == roc_auc(is_positive, clean['pan_day']) and abs(roc_auc(is_positive, clean['pan_day']) - 0.5) < 0.01",
)
say(
    "elsewhere-explain",
    "Half a waiting room in rooms of their own",
    "abs(called.mean() - float(said[0])) < 0.05 and said == 0.5",
)
say(
    "elsewhere-explain",
    "In 13 negative tests of this table the PCR saw something.",
    "said == (seen.sum()) and seen.sum() == ((clean['result'] == 'negative') & (clean['ct_result'] < 45)).sum()",
)
say(
    "elsewhere-explain",
    "With nine columns the odds ratio of other adult is 0.886, below 1, and in the desk's model it is 1.436, above 1",
    "said == (9, ratio_of(model_nine, 5), 1, ratio_of(model, desk.names.index('other adult')), 1) and "
    "ratio_of(model_nine, 5) < 1 < ratio_of(model, desk.names.index('other adult'))",
)
say.argued("elsewhere-explain", "Collins et al., BMJ 2024), with 27 items", "BMJ 2024;385:e078378: a checklist of 27 items")
say.argued(
    "elsewhere-explain",
    "so a test on later days cannot be made with this table",
    "course_utils/datasets/README.md: the days were shuffled",
)
say(
    ("elsewhere-explain", "slides/elsewhere-explain"),
    "tested more than once",
    "0.25 < (n_tests > 1).mean() < 0.35",
    at="repeated",
)
say(
    "slides/elsewhere-explain",
    "30.0 % belong to people tested more than once",
    "said == (n_tests > 1).mean() and (n_tests > 1).mean() < 0.5",
    at="repeated",
)
say(
    "elsewhere-explain",
    "30.0 % of the tests belong to people who were tested more than once",
    "said == (n_tests > 1).mean() and (n_tests > 1).mean() < 0.5",
)
say(
    "elsewhere-explain",
    "45.8 % of the tests have no patient class",
    "said == (clean['patient_class'] == 'not recorded').mean()",
)
say.argued("bootstrap-explain", "With a dozen of those, do not trust it.", "few draws would differ in more than a few people")
say.argued("mistake-costs", "In a full waiting room a miss does more harm, and the fortieth room may not exist.", "an example")
say.argued("elkan-explain", "Elkan's rule (2001)", "C. Elkan, The foundations of cost-sensitive learning, IJCAI 2001")
say(
    "report-print-explain",
    "the log loss is 0.017 below that of one $p$ for everybody (from 0.012 to 0.024)",
    "said[-2:] == (-ends[1][1], -ends[0][1]) and -said[0] == report(y_test, p_test)[1] and ends[1][1] < 0"
    " and abs(log_loss_of(y_test, p_test) - log_loss_of(y_test, y_train.mean()) - report(y_test, p_test)[1]) < 1e-12",
)
say.argued("splits-figure", "which had seen most of these rows", "the training and validation rows of notebook 06: four fifths")
say("splits-figure", "That flatters all twenty a little.", "said == len(splits)")
say.argued("elsewhere-explain", "If the desk fills the field in more often", "a supposition")
say.argued("elsewhere-explain", "That anything causes anything", "a comparison is no experiment")
say.argued("elsewhere-explain", "differ in more than the table knows", "notebook 06")
say.argued("elsewhere-explain", "Better than the default, so let us use it", "the mistake, quoted")
say.argued("slides/elsewhere-explain", "better than the default, so let us use it", "the mistake, quoted")

# ---------------------------------------------------------------- exercises, quiz, recap

say.argued("exercises", "run the one below it", "the order of the cells")
say.argued("exercises", "nothing is sent anywhere", "tests/course_utils hold that check stays on this computer")
say.argued(
    "exercises",
    'If you are stuck, `hint("7.1")` gives a nudge, and calling it again gives a larger one; `solution("7.1")` '
    "shows the code",
    "how the exercises work",
)
say.argued("exercise-7-2", "Return two numbers", "the task")
say(
    "exercise-7-2",
    "One cut alone is the cheapest",
    "lead_of_the_cheapest() > 1e-9",
)
say.argued("exercise-7-4", "`times` says how often each test is in the draw", "the name's meaning")
NUMBERS = (
    "said[:7] == (n_people, cost_a, *ends_a, cost_b, *ends_b)"
)
say(
    "exercise-7-5",
    "On the same 1,500 held-out people, rule A costs 0.80 a person (0.70 to 0.90) and rule B 0.76 (0.66 to 0.86)",
    NUMBERS,
    at="exercise-7-5-answer",
)
say(
    "slides/exercise-7-5",
    "On 1,500 held-out people: rule A costs 0.80 (0.70 to 0.90), rule B 0.76 (0.66 to 0.86)",
    NUMBERS,
    at="exercise-7-5-answer",
)
say(
    "exercise-7-5",
    "The difference, B minus A, is −0.04, and its interval by the bootstrap of people goes from −0.06 to −0.02",
    "said == (difference, *ends_difference) and np.isclose(difference, cost_b - cost_a)",
    at="exercise-7-5-answer",
)
say(
    "slides/exercise-7-5",
    "The difference is −0.04 (−0.06 to −0.02)",
    "said == (difference, *ends_difference)",
    at="exercise-7-5-answer",
)
say.argued("exercise-7-5", "No row of these people chose anything", "the case of the question")
WRONG = "a wrong option"
say.argued("exercise-7-5", "so the rows cannot tell the rules apart", WRONG)
say.argued("slides/exercise-7-5", "the intervals overlap: the rows cannot tell", WRONG)
say(
    "exercise-7-5",
    "This uncertainty is in each cost and cancels in the difference, so at these prices B is cheaper",
    "ends_difference[1] < 0 and ends_difference[1] - ends_difference[0] < ends_a[1] - ends_a[0]",
    at="exercise-7-5-answer",
)
say.argued("exercise-7-5", "The third interval is narrower because a difference is a smaller number than a cost", WRONG)
say.argued("slides/exercise-7-5", "a difference is a smaller number", WRONG)
say.argued("exercise-7-5", "B is cheaper for each of these people by between 0.02 and 0.06", WRONG)
say.argued("slides/exercise-7-5", "B is cheaper for each person", WRONG)
say("quiz-intro", "Five questions", "said == len(QUIZ)")
say(
    "recap",
    "One $p$ for everybody is calibrated, and useless",
    "roc_auc(y_validation, constant) == 0.5",
    opposite="roc_auc(y_validation, constant) > 0.5",
)
say(
    "recap",
    "With regrets 1 and 20 the threshold is 1/21",
    "said[0] == cost_fp and said[1] == cost_fn and said[2] == rule",
)
say.argued("recap", "Two rules are compared by the interval of their paired difference", "section 4")
SAVED = (
    "said == (-report(y_test, p_test)[5], -ends[1][5], -ends[0][5]) and cost(y_test, p_test, rule) < cost(y_test, "
    "p_test, 0.0)"
)
say(
    "recap",
    "On the test rows the rule cost 0.223 a person less than a room for everybody (0.105 to 0.324)",
    SAVED,
    at="report-print",
)
say(
    "recap",
    "in 20 of 20 other splits it was cheaper, too",
    "said == ((splits[:, 0] < 0).sum(), len(splits)) and splits[:, 0].max() < 0",
)
say("slides/recap", "Rule against a room for everybody: 0.223 a person less (0.105 to 0.324)", SAVED, at="report-print")

# ---------------------------------------------------------------- the lecture

say.argued("notes/objectives", "Read two of them to the room", "an instruction")
say(
    "notes/one-in-ten",
    "a model that gives everybody the share of the training rows",
    "(constant == y_train.mean()).all()",
    opposite="(constant != y_train.mean()).any()",
)
say("notes/one-in-ten", "it puts nobody before anybody else", "np.ptp(constant) == 0", opposite="np.ptp(constant) > 0")
say("notes/calibration", "cut into five groups of about equal size", "said == len(in_groups[0])")
say.argued("notes/line", "so they say less than as many people would", "why the second interval is wider; notebook 06")
say(
    "notes/by-age",
    "The nine columns with a straight line in age lie below the whole interval",
    "said == nine.shape[1] and p_nine[young_rows(train)].mean() < wilson_is(share_interval, y_train, "
    "young_rows(train))[0]",
)
say(
    "notes/by-age",
    "They cannot tell",
    "wilson_is(share_interval, y_validation, young_rows(validation))[0] < p_nine_validation[young_rows("
    "validation)].mean() < wilson_is(share_interval, y_validation, young_rows(validation))[1]",
)
say("slides/by-group", "in four patient classes", "said == printed['by-group'].count(' tests: ')")
say(
    "notes/by-group",
    "One interval of four does not contain 0",
    "said[0] == printed['by-group'].count(' tests: ') and said[1].value == 0 and "
    "len(groups_that_differ(bootstrap_interval, excess, y_validation, p_validation, people, kind)) == 1",
)
say(
    "notes/by-group",
    "Four looks have more chances of a false alarm than one",
    "1 - 0.95 ** said[0].value > 1 - 0.95 and said == printed['by-group'].count(' tests: ')",
)
say.argued("notes/by-group", "Look again on other rows first", "an instruction")
say(
    "notes/weighting",
    "Here the two agree to three decimals",
    "round(roc_auc(y_validation, p_weighted), int(said[0].value)) == round(roc_auc(y_validation, p_validation), "
    "int(said[0].value)) and said[0].value == 3",
)
say.argued(
    "slides/mistake-costs",
    "A false alarm costs 1 more than the right decision, a miss 20 more: $1 - p < 20p$",
    "the prices we take",
)
say.argued(
    "notes/mistake-costs",
    "argue about the twenty for a minute, then fix it, before anything is computed",
    "an instruction",
)
say(
    "notes/mistake-costs",
    "1/20 and 1/21 are near each other here",
    "said == (threshold_of(1, 0, 1, 20), threshold_of(1, 0, 0, 20))",
)
say(
    "notes/mistake-costs",
    "With a price of 2 they would be 1/2 and 1/3",
    "said[1] == threshold_of(1, 0, 1, said[0].value) and said[2] == threshold_of(1, 0, 0, said[0].value) and "
    "said[0].value == 2",
    at="elkan",
)
say(
    "notes/costs",
    "Everybody is the better default at these prices",
    "cost(y_validation, p_validation, 0.0) < cost(y_validation, p_validation, 1.0)",
)
say(
    "notes/costs",
    "At these prices everybody would",
    "cost(y_validation, p_validation, 0.0) < cost(y_validation, p_validation, 1.0)",
)
say.argued("notes/explorer", "Bring the cost of a miss down to 1 and up to 20 again", "an instruction")
say(
    "notes/rule-or-cheapest",
    "it is cheapest on them",
    "no_score_is_cheaper(y_validation, p_validation, chosen) and lowest_cost < cost(y_validation, p_validation, "
    "rule)",
)
say(
    "notes/arg-min",
    "how badly the rows determine where the valley is lowest",
    "spread_of_choice(bootstrap_interval, cheapest_of, y_validation, p_validation, by_people) > 0.05",
)
say(
    "notes/other-prices",
    "Nobody is the level line, everybody the steep curve",
    "np.ptp(worth_of(decision)['nobody']) < np.ptp(worth_of(decision)['everybody'])",
)
say(
    "notes/other-prices",
    "The model is farthest above both near their crossing",
    "abs(farthest(decision) - crossing(y_validation)) < 2",
)
say.argued(
    "notes/other-prices", "Drag the line there, and then to the right.", "an instruction",
)
say(
    "notes/other-prices",
    "At 60 nearly everybody is above the threshold",
    "called_share(p_validation, said[0].value) > 0.8 and said == decision.prices[-1]",
)
say(
    "notes/other-prices",
    "the model decides hardly anything",
    "called_share(p_validation, 60) > 0.85 and called_share(p_validation, 20) < 0.5",
)
say(
    "notes/on-the-test-rows",
    "The chosen threshold is dearer than the rule now, and the interval contains 0",
    "cost(y_test, p_test, chosen) > cost(y_test, p_test, rule) and ends[0][7] < 0 < ends[1][7]",
)
say("notes/on-the-test-rows", "The AUC is higher here", "roc_auc(y_test, p_test) > roc_auc(y_validation, p_validation)")
say("notes/to-odds", "Nine", "said[0].value == round(100 * final.precision)")
say("notes/one-split-or-twenty", "the splits share most of their rows", "2 * len(train) > len(clean)")
say(
    "notes/for-whom",
    "Of the inpatients two of eleven infected ones are",
    "said == ((called & groups['inpatient'] & infected).sum(), (groups['inpatient'] & infected).sum())",
)
say(
    "notes/without-sex",
    "Setting male to 0 takes more than half of the difference away",
    "said[0].value == 0 and said[1].value * more_alarms(y_test, called, male) > more_alarms(y_test, calls['male set "
    "to 0'], male) and said[1].value == 0.5",
)

# ---------------------------------------------------------------- the chapter


def absent(n_people=2000):
    """The share of people who are in no place of a draw with replacement."""
    rng = np.random.default_rng(0)
    return 1 - len(np.unique(rng.integers(n_people, size=n_people))) / n_people


say.argued("exercise 7.2", "Two steps, on different rows", "the two of the task")
say.argued(
    "exercise 7.2",
    "Notebook 05 built the first step: try each score of p_v as a threshold, and keep the cheapest",
    "exercise 5.3",
)
say(
    "exercise 7.3",
    "With ones in place of p the same function gives the net benefit of calling everybody, and whatever is worth less "
    "than that is not worth its columns",
    "np.isclose(exercises()['7.3'].right(torch.ones(4), torch.tensor([1.0, 0, 0, 0]), 4.0), (1 - 3 / 4) / 4)",
    opposite="exercises()['7.3'].right(torch.ones(4), torch.tensor([1.0, 0, 0, 0]), 4.0) < 0",
)
say(
    "exercise 7.4",
    "a person may come three times",
    "(times_drawn() == int(said[0])).any() and said[0] == int(said[0])",
)
say.argued("exercise 7.4", "What is needed is a count: how often each person is among the drawn", "the fault named")
say.argued("misconception drawn_once", "people drawn twice who count once", "the mistake's name")
say(
    "exercise 7.4",
    "Whoever is drawn twice counts twice",
    "said == (torch.bincount(torch.tensor([3, 3]))[3].item(), 2)",
)
say(
    "exercise 7.4",
    "Else about a third of the people are missing from each draw and nobody takes their place",
    "abs(absent() - said[0].value) < 0.05 and absent() > 0.3",
)
say.argued(
    "exercise 7.5",
    "That B is cheaper holds at these prices and for such people; that it holds because nothing was chosen on them "
    "is the other half of the question",
    "section 4",
)
say(
    "exercise 7.5",
    'explanation = "b"',
    "ends_difference[1] < 0 and ends_a[0] < ends_b[1] and ends_difference[1] - ends_difference[0] < ends_a[1] - "
    "ends_a[0]",
)
say.argued("quiz 7.1", "A model gives everybody the share of the training rows as p", "the case of the question")
say(
    "quiz 7.1",
    "… calibrated, and useless",
    "abs(constant.mean() - y_validation.mean()) < 0.002 and roc_auc(y_validation, constant) == 0.5",
)
say("quiz 7.1", "it puts nobody before anybody else", "np.ptp(constant) == 0", opposite="np.ptp(constant) > 0")
say.argued("quiz 7.2", "an infected person in the waiting room costs 20", "the case of the question")
say("quiz 7.2", "1/20", "said == threshold_of(1, 0, 1, 20)")
say(
    "quiz 7.2",
    "A room costs 1 and no room costs 20 p on average. They are equal at p = 1/20",
    "said[2] == threshold_of(1, 0, 1, said[1].value) and said[1].value == 20 and said[0].value == 1",
)
say("quiz 7.2", "That is for regrets of 1 and 20", "np.isclose(threshold_of(1, 0, 0, said[1].value), 1 / 21)")
say(
    "quiz 7.2",
    "A person who is found needs a room too: the regret is 19",
    "threshold_of(1, 0, 1, 20) == threshold_of(1, 0, 0, said[0].value)",
)
say("quiz 7.2", "That is for two mistakes of equal price", "said == 2 and threshold_of(1, 0, 0, 1) == 0.5")
say.argued(
    "quiz 7.3",
    "On the rows that chose it, a threshold is cheaper than the rule, and the interval of the difference does not "
    "contain 0",
    "the case of the question",
)
say(
    "quiz 7.3",
    "A rule can be right and lose where another was picked as the best",
    "no_score_is_cheaper(y_validation, p_validation, chosen) and (splits[:, 2] < splits[:, 3]).mean() < 0.5",
    opposite="(splits[:, 2] < splits[:, 3]).mean() > 0.5",
)
say(
    "quiz 7.3",
    "Little: ask rows that did not choose",
    "report(y_test, p_test)[7] > 0 and lowest_cost < cost(y_validation, p_validation, rule)",
)
say(
    "quiz 7.3",
    "On the rows that choose, the best of many cannot lose",
    "no_score_is_cheaper(y_validation, p_validation, chosen) and lowest_cost < cost(y_validation, p_validation, "
    "rule)",
)
say.argued("quiz 7.3", "Other rows can say what is left of it", "section 6")
say(
    "quiz 7.4",
    "About the former level, with other single probabilities",
    "abs(p_back.mean() - p_validation.mean()) < 0.001 and ratio.max() > 1.5",
    at="taken-back",
)
say(
    "quiz 7.5",
    "That the rows cannot tell it from 0 does not make it 0",
    "said == (0, 0) and ratios.low[i] < 1 < ratios.high[i]",
)
say.argued("quiz 7.5", "The sign says who is called more, not how many stand near the step", "section 8")
say("quiz 7.5", "Yes, if many people stand near the threshold", "near > 0.2")
say(
    "quiz 7.5",
    "it moved more than half of a difference",
    "said[0].value * more_alarms(y_test, called, male) > more_alarms(y_test, calls['male set to 0'], male) and "
    "said[0].value == 0.5",
)
say.argued("misconception weighted_twice", "a weighting applied once more", "the mistake's name")
say(
    "misconception tuning_on_test",
    "Rows that helped to choose the threshold cannot say honestly what it costs",
    "(splits[:, 1] < splits[:, 2]).mean() > 0.5 and splits[:, 1].mean() < splits[:, 2].mean()",
)
say(
    "misconception reported_where_chosen",
    "The threshold is the best of many on these rows",
    "no_score_is_cheaper(y_validation, p_validation, chosen) and len(np.unique(p_validation)) > 100",
    opposite="not no_score_is_cheaper(y_validation, p_validation, chosen)",
)
say(
    "misconception drawn_once",
    "whoever comes three times counts three times",
    "said[0] == said[1] and times_drawn().max() >= said[0] and times_drawn().sum() == len(times_drawn())",
)
say.argued("misconception overlap_for_difference", "not at whether two intervals overlap", "section 4")
say(
    "notes/bootstrap",
    "There are 169 positive tests",
    "said == y_validation.sum()",
)
NINETY = "misconception ends_for_90_percent"
say(NINETY, "an interval of 90 % in place of 95 %", "said == (1 - 2 * 0.05, 1 - 2 * 0.025)")
say(NINETY, "Five percent cut off at each end leave the middle 90 %", "said == (100 * 0.05, 1 - 2 * 0.05)")
say(NINETY, "For the middle 95 %, cut off 2.5 % at each end", "said == (1 - 2 * 0.025, 0.025)")
