"""The ideas that lead to wrong answers, by name: what each says, and what is true instead."""

from typing import NamedTuple


class Misconception(NamedTuple):
    """`name` completes "this looks like …"; `idea` says what is true, and where to read it again."""

    name: str
    idea: str


MISCONCEPTIONS = {
    key: Misconception(name, idea)
    for key, name, idea in [
        (
            "reversed_terms", "the terms of the cross-entropy reversed",
            "log(p) is multiplied by y, and log(1 - p) by 1 - y: a positive person costs -log(p). Try clearly good and "
            "clearly bad predictions: the good ones must be cheaper (notebook 03, section 2).",
        ),
        (
            "double_sigmoid", "a double sigmoid",
            "BCEWithLogitsLoss has the sigmoid inside, so give it logits and not probabilities (notebook 03, section "
            "9).",
        ),
        (
            "sum_for_mean", "a sum in place of a mean",
            "The loss of the course is the mean over the rows, which does not grow with their number (notebook 03, "
            "section 8).",
        ),
        (
            "missing_zero_grad", "a missing zero_grad",
            "backward() adds to the gradient that is there already, so clear it in each step (notebook 03, section "
            "7).",
        ),
        (
            "wrong_sign", "a wrong sign",
            "Go through the signs once more; the size is right.",
        ),
        (
            "coefficient_is_probability", "a weight read as a change of probability",
            "The weight is what one unit of x adds to the log-odds. What that does to p depends on where p was "
            "before (notebook 01, section 7).",
        ),
        (
            "odds_ratio_on_probability", "a probability multiplied by an odds ratio",
            "It is the odds that are multiplied by e^w, and not p. Turn p into odds, multiply them, and turn them "
            "back into a probability (notebook 01, section 7).",
        ),
        (
            "weight_on_odds", "a weight applied to the odds as it is",
            "The weight is added to the log-odds. Adding w to a logarithm multiplies the number inside it by e^w, so "
            "the odds are multiplied by e^w (notebook 01, section 7).",
        ),
        (
            "odds_for_probability", "odds taken for a probability",
            "Odds of 3 mean three to one, which is three of four. To come back from odds to a probability, divide "
            "them by one plus the odds (notebook 01, section 2).",
        ),
        (
            "missing_log", "odds in place of log-odds",
            "The line w x + b is the logarithm of the odds, log(p / (1 - p)), and not the odds themselves (notebook "
            "01, section 2).",
        ),
        (
            "probability_on_logits", "a probability used as a logit",
            "A probability of one half is the logit 0, and every larger probability has a positive logit. Turn p "
            "into log-odds before you compare it with w x + b (notebook 01, section 2).",
        ),
        (
            "other_class", "the probability of the other class",
            "In this course, p is the probability of class 1, infected. The probability of class 0 is 1 - p, which "
            "is sigmoid(-z) (notebook 01, section 5).",
        ),
        (
            "exp_overflow", "an exponential that overflows",
            "For a large positive number, the exponential is too large for a float. Use the form with e^-z where z "
            ">= 0 and the form with e^z where z < 0 (notebook 01, section 4).",
        ),
        (
            "sign_of_bias", "a sign lost on the bias",
            "The logit is w x + b. It is 0 at x = -b/w, and minus the logit is -w x - b: the minus belongs to both "
            "terms (notebook 01, section 6).",
        ),
        (
            "midpoint_for_all", "the midpoint taken for every p",
            "The midpoint -b/w is where the logit is 0, and there p is one half. Each other p has a logit of its "
            "own, and so a place of its own (notebook 01, section 6).",
        ),
        (
            "nonlinear_boundary", "a bent curve taken for a bent boundary",
            "The sigmoid bends the curve of p. But p is one half where the logit is 0, and the logit is a line in x. "
            "So that place is -b/w, however the curve bends (notebook 01, section 6).",
        ),
        (
            "end_for_length", "the upper end in place of the length",
            "u * length + low runs from low to low + length, so the length must be high - low. From 3 to 10 it is 7 "
            "(notebook 02, section 1).",
        ),
        (
            "forgotten_shift", "a forgotten shift",
            "When the numbers are stretched, they still begin at 0. Add low to move them (notebook 02, "
            "section 1).",
        ),
        (
            "not_seeded", "a draw that does not follow the seed",
            "Numbers belong to a seed only if they come from the generator that was seeded. Hand it over as "
            "generator=…, or seed the global one right before the draw (notebook 02, section 2).",
        ),
        (
            "other_generator", "NumPy's numbers in place of PyTorch's",
            "Each library makes its own lists, so the same seed gives other numbers in NumPy than in PyTorch. These "
            "must come from torch.rand (notebook 02, section 2).",
        ),
        (
            "seeded_again", "a seed set again between two draws",
            "Setting a seed puts the bookmark at the beginning of a list. Seed once, and let each draw read on from "
            "where the one before it stopped (notebook 02, section 2).",
        ),
        (
            "order_of_draws", "two draws that changed places",
            "With the same seed but in another order, each draw gets the numbers that were meant for the other "
            "(notebook 02, section 2).",
        ),
        (
            "flat_for_column", "a flat tensor in place of a column",
            "n numbers of shape (n,) are not a column of shape (n, 1), and one against the other makes n times n "
            "pairs. Write .reshape(-1, 1) (notebook 02, section 3).",
        ),
        (
            "integer_targets", "integers where floats belong",
            "Numbers that are typed without a decimal point become integers, and neither nn.Linear nor nn.BCELoss "
            "takes integers. Write .float() (notebook 02, section 3).",
        ),
        (
            "float64_from_numpy", "64-bit floats left as they came",
            "NumPy's floats have 64 bits and a model's weights have 32, but the two must agree. Write .float() "
            "(notebook 02, section 3).",
        ),
        (
            "equal_heights", "two densities taken for equally high",
            "x says nothing only where the two boxes are equally high. Here the negatives share an interval half as "
            "long, so their box is twice as high (notebook 02, section 5).",
        ),
        (
            "forgotten_prevalence", "a forgotten prevalence",
            "Bayes' rule multiplies each density by the share of its class. The shares cancel only where both "
            "classes are equally large (notebook 02, section 5).",
        ),
        (
            "numerator_only", "Bayes' rule without its denominator",
            "Of all the people with this x, which share is positive? Divide by both classes together (notebook 02, "
            "section 5).",
        ),
        (
            "model_below_bayes", "a limit of the data taken for a limit of the model",
            "The Bayes error is the error of the best rule that sees x, be it a cut or a neural network. If any rule "
            "can get below a number, that number was not the Bayes error (notebook 02, section 6).",
        ),
        (
            "model_for_truth", "the output of a model taken for the truth",
            "The Bayes error comes from the true probabilities of the world that makes the data. The probabilities "
            "that a model predicts may be wrong (notebook 02, sections 5 and 6).",
        ),
        (
            "percentage_for_probability", "a percentage in place of a probability",
            "A probability lies between 0 and 1: write 35 % as 0.35.",
        ),
        (
            "forgotten_x", "a forgotten factor x",
            "In the logit the weight is multiplied by x, so its slope is the error multiplied by x. The slope of the "
            "bias is the error itself (notebook 03, section 4).",
        ),
        (
            "swapped_fp_fn", "false positives and false negatives swapped",
            "The second word is the call, and the first says whether it was right. A false positive was called "
            "positive and is healthy; a false negative was called negative and is infected (notebook 05, section 1).",
        ),
        (
            "strict_threshold", "> in place of >=",
            "A person whose probability is exactly the threshold is called positive: p >= threshold (notebook 05, "
            "section 1).",
        ),
        (
            "implicit_positive_class", "the other class taken as positive",
            "Throughout the course class 1, infected, is the positive one. Positive does not mean good, and it does "
            "not mean the class that comes first (section 1 of notebooks 04 and 05).",
        ),
        (
            "threshold_on_logits", "a threshold for probabilities put on logits",
            "A logit may be any number, and p = 0.5 is the logit 0. Turn the logits into probabilities before you "
            "compare, or the threshold into a logit (notebook 05, section 2).",
        ),
        (
            "undefined_precision", "a number for a precision that does not exist",
            "Where nobody is called positive there is no group to take a share of. A 0 would say that every positive "
            "call was wrong, and a 1 that every one was right. It is nan (notebook 05, section 3).",
        ),
        (
            "recall_for_precision", "recall in place of precision",
            "Both count the infected who were called positive. Precision is their share among those called positive, "
            "recall their share among the infected (notebook 05, section 3).",
        ),
        (
            "always_half", "a threshold that leaves out the costs",
            "One half, or the threshold with the fewest mistakes, is a choice for equal costs, where a miss costs as "
            "much as a false alarm. Count each kind of mistake at its own cost (notebook 05, section 6).",
        ),
        (
            "swapped_costs", "the two costs swapped",
            "cost_fp is what a false alarm costs, a healthy person called positive; cost_fn is what a miss costs, an "
            "infected person called negative. Expensive misses bring the threshold down (notebook 05, section 6).",
        ),
        (
            "rule_for_calibrated", "the rule for calibrated probabilities",
            "cost_fp / (cost_fp + cost_fn) is the cheapest threshold if p is the true probability. The task does not "
            "say that it is, so count what each threshold costs on these rows (notebook 05, section 6).",
        ),
        (
            "total_cost", "the cost of everybody together",
            "The cost per person is what all mistakes cost together, divided by the number of people. In this way "
            "groups of different sizes can be compared (notebook 05, section 6).",
        ),
        (
            "auc_below_half", "an area that may not be below one half",
            "It may be. Scores that point the wrong way put more pairs in the wrong order than in the right one, and "
            "the area must show it (notebook 05, section 5).",
        ),
        (
            "positive_is_infected", "a positive result taken for an infection",
            "Of the infected, the share that tests positive is the sensitivity. Of those who test positive, the share "
            "that is infected also depends on how many healthy people there are to be falsely alarmed (notebook 05, "
            "section 8).",
        ),
        (
            "accuracy_under_imbalance", "accuracy where one class is rare",
            "Where few people are infected, calling everybody healthy is right for nearly all of them and finds "
            "nobody. Accuracy counts both kinds of mistake alike (notebook 05, sections 4 and 8).",
        ),
        (
            "constant_for_auc", "an AUC read like an accuracy",
            "Calling everybody healthy makes the accuracy high where one class is rare. The AUC looks at pairs of an "
            "infected and a healthy person: with one score for everybody no pair is sorted, and the AUC is 0.5 "
            "(notebook 05, section 5).",
        ),
        (
            "color_alone", "a class that colour alone shows",
            "In a grey print, and for some readers, two colours look alike. Give each class a shape as well, such as "
            '"o" and "^" (notebook 04, section 1).',
        ),
        (
            "bias_keeps_sign", "a bias that kept its sign",
            "Subtract the bias on both sides of weight * x + bias = logit, and it stands on the other side with the "
            "opposite sign: weight * x = logit - bias (notebook 04, section 1).",
        ),
        (
            "swapped_parameters", "weight and bias exchanged",
            "It is the weight that multiplies x, and the bias that is added: weight x + bias (notebook 01, section "
            "6).",
        ),
        (
            "level_left_out", "the boundary of one half, whatever the level",
            "-bias / weight is the place where p = 0.5. Another level belongs to another logit, and so to another "
            "place (notebook 04, section 1).",
        ),
        (
            "probability_for_logit", "a probability in the place of a logit",
            "What weight x + bias gives is a logit. The logit of a probability p is log(p / (1 - p)), and for one "
            "half it is 0 (notebook 01, section 2).",
        ),
        (
            "odds_for_logit", "half of the way to a logit",
            "The logit of a probability p is the logarithm of its odds, log(p / (1 - p)). The odds alone are not the "
            "logit, and neither is the logarithm of p (notebook 01, section 2).",
        ),
        (
            "swapped_axes", "predictions and outcomes exchanged",
            "The mean predicted probability comes first and lies on the horizontal axis. The share of positives comes "
            "second (notebook 04, section 5).",
        ),
        (
            "middle_for_mean", "the middle of the bin in place of the mean prediction",
            "The people of a bin need not lie around its middle. Their predicted probabilities are known, so take the "
            "mean of those (notebook 04, section 5).",
        ),
        (
            "calls_for_outcomes", "what the model calls people in place of what they are",
            "Counting how many have p at or above 0.5 compares the model with itself. The diagram asks how many "
            "people of the bin are infected, and y says that (notebook 04, section 5).",
        ),
        (
            "sum_for_share", "a sum in place of a mean",
            "A share does not grow with the number of people. Divide by how many people are in the bin (notebook 04, "
            "section 5).",
        ),
        (
            "transposed", "rows and columns exchanged",
            "A contour plot draws row i at the height y[i], so the rows follow the biases and the columns the weights. "
            "Transposed, the picture is mirrored (notebook 04, section 3).",
        ),
        (
            "reshaped", "reshape in place of a transpose",
            "reshape keeps the numbers in their order and only breaks the rows elsewhere. To exchange rows and "
            "columns, the numbers themselves have to move (notebook 04, section 3).",
        ),
        (
            "sigmoid_is_truth", "a sigmoid output taken for a true probability",
            "A number between 0 and 1 has the format of a probability. Whether 20 % of the people with a predicted "
            "0.2 are infected is a question for the data (notebook 04, sections 4 and 5).",
        ),
        (
            "luck_of_many", "luck as the reason for a gap among many people",
            "Luck shrinks with the root of the number of people: two standard deviations are 2 * sqrt(p * (1 - p) / "
            "n). Compare the gap with that before you blame luck (notebook 04, section 5).",
        ),
        (
            "more_data_mends", "more data as the cure for a wrong form",
            "More people shrink the luck of the sample, not the error of the form. An S-shaped curve has no landing, "
            "whether it is fitted to 40 people or to 20,000 (notebook 04, sections 4 and 6).",
        ),
        (
            "statistics_of_all_rows", "a mean and a spread that know the test rows",
            "Before the test rows are there, nobody knows their mean. Take mean and spread from the training rows "
            "alone, for both parts (notebook 06, section 5).",
        ),
        (
            "scale_of_its_own", "a scale of its own for each part",
            "Then the same value means one thing in the training rows and another in the test rows, and the weights "
            "fit only the first. One mean and one spread, those of the training rows (notebook 06, section 5).",
        ),
        (
            "statistics_of_the_test_rows", "the mean and spread of the test rows",
            "They are not known while the model is made. Take those of the training rows, for both parts "
            "(notebook 06, section 5).",
        ),
        (
            "one_scale_for_all_columns", "one mean and one spread for all columns",
            "Each column has its own unit, so its own mean and spread: dim=0 goes down the rows and leaves one number "
            "for each column (notebook 06, section 5).",
        ),
        (
            "variance_for_spread", "a variance in place of a standard deviation",
            "The variance has the unit of the column squared. Divide by its root, the standard deviation (notebook 06, "
            "section 5).",
        ),
        (
            "weighting_on_probability", "a weighting undone on the probability",
            "Counting positives w times multiplies the odds, not p. On the logits that is a shift by log(w), and there "
            "it can be taken off (notebook 07, section 2).",
        ),
        (
            "weight_without_logarithm", "a weight in place of its logarithm",
            "The odds are multiplied by w. The logit is the logarithm of the odds, and a factor inside a logarithm "
            "is log(w) added outside of it (notebook 07, section 2).",
        ),
        (
            "weighted_twice", "a weighting applied once more",
            "The weighting has raised the logits already. To undo it, they must come down (notebook 07, section 2).",
        ),
        (
            "stopped_at_the_logits", "a logit in place of a probability",
            "The shift is right. What is asked for is p: apply the sigmoid to the shifted logit (notebook 07, "
            "section 2).",
        ),
        (
            "tuning_on_test", "tuning on the test set",
            "Rows that helped to choose the threshold cannot say honestly what it costs. Choose on the validation "
            "rows alone, report on the test rows alone (notebook 07, sections 4 and 6).",
        ),
        (
            "reported_where_chosen", "a cost reported on the rows that chose",
            "The threshold is the best of many on these rows, so on these rows it looks too good. What it costs is "
            "said by the test rows (notebook 07, section 6).",
        ),
        (
            "precision_for_recall", "precision in place of recall",
            "Both count the infected who were called positive. Recall is their share among the infected, precision "
            "their share among those called (notebook 05, section 3).",
        ),
        (
            "ends_for_90_percent", "an interval of 90 % in place of 95 %",
            "Five percent cut off at each end leave the middle 90 %. For the middle 95 %, cut off 2.5 % at each end "
            "(notebook 07, section 1).",
        ),
        (
            "one_sample_for_the_denominator", "a share with a denominator that was not drawn",
            "Each draw has its own number of infected people. A share needs both counts from the same draw "
            "(notebook 07, section 1).",
        ),
        (
            "people_for_rows", "people counted in place of rows",
            "Somebody who has three rows in the new part makes three rows that the model has met. Count rows (notebook "
            "06, section 2).",
        ),
        (
            "rows_of_the_other_part", "the rows of the other part",
            "Asked for are the rows of the new part: their results would be asked of a model that has met their people "
            "(notebook 06, section 2).",
        ),
        (
            "pairs_for_rows", "pairs of rows counted as rows",
            "A row of the new part counts once, however many rows its person has in the other part (notebook 06, "
            "section 2).",
        ),
        (
            "strangers_for_met", "the strangers counted",
            "These are the rows of people whom the model has not met. Asked for are the others (notebook 06, section "
            "2).",
        ),
        (
            "share_for_number", "a share in place of a number",
            "The share is this number, divided by the number of rows. Asked for is the number itself (notebook 06, "
            "section 2).",
        ),
        (
            "rows_for_people", "each row as a voice of its own",
            "These are the robust errors. For clustered ones the slopes of one person are added up first, so that "
            "what her tests say together counts once (notebook 06, section 7).",
        ),
        (
            "means_of_pulls", "means in place of sums",
            "A person with many tests pulls harder than one with a single test, so the slopes are added up, not "
            "averaged (notebook 06, section 7).",
        ),
        (
            "one_row_of_each", "one row of each person",
            "That leaves out the other tests, which had their say when the weights were fitted. Add up all slopes of "
            "a person (notebook 06, section 7).",
        ),
        (
            "curvature_alone", "the error that the curvature alone gives",
            "It takes the form of the model as right and the rows as independent. The sum in the middle says how the "
            "people really pull (notebook 06, section 7).",
        ),
        (
            "no_root", "a variance in place of an error",
            "The diagonal holds variances. The standard error is the root (notebook 06, section 7).",
        ),
        (
            "levels_of_the_new_rows", "levels learnt from the new rows",
            "Then the columns are others than those that the model was fitted on, often in another number. Which "
            "places stand for themselves is learnt from the training rows (notebook 06, section 6).",
        ),
        (
            "levels_of_all_rows", "levels learnt from all rows",
            "Then the new rows have a say in what the columns are. Learn the places from the training rows alone "
            "(notebook 06, section 6).",
        ),
        (
            "columns_of_the_training_rows", "the columns of the training rows",
            "The places are learnt from the training rows, and the columns are those of the new rows: one row for "
            "each new test (notebook 06, section 6).",
        ),
        (
            "nowhere_for_the_rare", "no column for the others",
            "A rare place, or one that is new, is a row of zeros then, like no place at all. The last column holds "
            "them (notebook 06, section 6).",
        ),
        (
            "more_than_at_least", "more than in place of at least",
            "A place with just as many tests as asked for stands for itself: at least means >= (notebook 06, section "
            "6).",
        ),
        (
            "consequences_for_regrets", "a threshold for consequences in place of regrets",
            "As regrets, a call costs 1 - p on average and no call costs p times the price. They are equal at "
            "1 / (1 + price) (notebook 07, section 3).",
        ),
        (
            "false_alarms_at_full_price", "false alarms at another price than the one agreed",
            "Net benefit counts in people found. If a miss costs as much as c false alarms, one false alarm counts "
            "1 / c of a person found (notebook 07, section 5).",
        ),
        (
            "drawn_once", "people drawn twice who count once",
            "A draw is with replacement: whoever comes three times counts three times, with all of her tests "
            "(notebook 07, section 1).",
        ),
        (
            "tests_for_people", "numbers of people used as numbers of tests",
            "The draws hold people. All tests of a drawn person belong to the draw, and `person` says whose test each "
            "one is (notebook 07, section 1).",
        ),
        (
            "overlap_for_difference", "overlapping intervals taken for no difference",
            "On the same people, what both rules have in common cancels in the difference. Look at the interval of the "
            "difference, and not at whether two intervals overlap (notebook 07, section 4).",
        ),
        (
            "small_number_small_error", "a small number taken for a sure one",
            "How far a number moves from draw to draw does not follow from its size. The difference moves little "
            "because both costs move together (notebook 07, section 4).",
        ),
        (
            "interval_for_each_person", "an interval of a mean taken for one of the people",
            "The interval is about the mean over all people. For one person the two rules mostly cost the same, and "
            "for some they differ by a whole false alarm or a whole miss (notebook 07, section 4).",
        ),
        (
            "leak_is_skill", "a leak taken for skill",
            "A score far too good for what the columns can know is a reason to look for the column that gives the "
            "answer away (notebook 06, section 3).",
        ),
        (
            "overfitting_for_leak", "overfitting as the reason for a leak",
            "An overfitted model is good on its own rows and poor on held-out ones. A leak is in the held-out rows, "
            "too, and looks good on both (notebook 06, section 3).",
        ),
        (
            "last_batch_left_out", "a last batch left out",
            "The rows that do not fill a batch make a smaller batch, and that is an update too: round up (notebook 08, "
            "section 1).",
        ),
        (
            "batches_across_epochs", "batches that run on into the next epoch",
            "Each epoch is shuffled and cut anew, so the batches do not run on. Round up within an epoch, then "
            "multiply (notebook 08, section 1).",
        ),
        (
            "epochs_for_updates", "epochs counted as updates",
            "An epoch is one look at all rows. It makes as many updates as there are batches; with all rows in one "
            "batch that is a single one (notebook 08, section 1).",
        ),
        (
            "rows_for_updates", "rows counted as updates",
            "The rows of a batch share one update. In batches of a single row there are as many updates as rows "
            "(notebook 08, section 1).",
        ),
        (
            "size_for_number", "the size of a batch in place of the number of batches",
            "A batch size of 8 means 8 rows in each update, and 40 rows make 5 such batches (notebook 08, section 1).",
        ),
        (
            "no_memory", "a step that remembers nothing",
            "With the gradient alone this is plain descent. The velocity keeps 0.9 of itself, and the gradient is "
            "added to it (notebook 08, section 3).",
        ),
        (
            "velocity_without_loss", "a velocity that loses nothing",
            "If the velocity keeps all of itself, the walk swings through the valley like a ball without friction. "
            "Keep 0.9 of it (notebook 08, section 3).",
        ),
        (
            "velocity_as_mean", "a mean of gradients in place of their sum",
            "0.1 times the gradient makes the velocity a mean, and the steps are ten times shorter. PyTorch's momentum "
            "adds the gradient whole (notebook 08, section 3).",
        ),
        (
            "old_velocity", "a step with the velocity of the step before",
            "First the new gradient is added to the velocity, then the velocity moves the position. So the first step "
            "is that of plain descent (notebook 08, section 3).",
        ),
        (
            "uphill", "a step uphill",
            "The gradient points to where the loss grows. The step is subtracted (notebook 03, section 4).",
        ),
        (
            "curvature_left_out", "a step without the curvature",
            "The gradient alone does not say how far to go. Newton's step solves curvature times step = -gradient "
            "(notebook 08, section 4).",
        ),
        (
            "curvature_without_spread", "a curvature without p (1 - p)",
            "Rows of which the model is sure hardly bend the loss: each row counts with p (1 - p), the slope of the "
            "sigmoid there (notebook 08, section 4).",
        ),
        (
            "sum_against_mean", "a sum divided by a mean",
            "Gradient and curvature must both be sums over the rows, or both means. Mixed, the step is wrong by the "
            "number of rows (notebook 08, section 4).",
        ),
        (
            "own_curvature_only", "the curvature of each parameter by itself",
            "Weight and bias depend on each other, because the valley lies askew. Solve with the whole table, and not "
            "with its diagonal alone (notebook 08, section 4).",
        ),
        (
            "mean_of_means", "a mean of means",
            "A mean of means counts each process alike, however few rows it has. The mean over all rows counts each "
            "row alike "
            "(notebook 08, section 9).",
        ),
        (
            "weights_divided_twice", "a division too many",
            "The sums of the processes, added, are the sum of all rows. Divide by the number of all rows, and by "
            "nothing else (notebook 08, section 9).",
        ),
        (
            "divergence_for_separation", "separable classes taken for a learning rate too large",
            "With too large a learning rate the loss rises or swings. Here it falls from line to line, because a "
            "larger weight has a lower loss on these rows (notebook 08, section 5).",
        ),
        (
            "waits_for_separation", "waiting for an optimum that does not exist",
            "Where a cut separates the classes, a larger weight costs less, and the weight does not settle. Here ten "
            "times as many epochs add 3.0 and then 6.1; in the end they add a constant amount (notebook 08, "
            "section 5).",
        ),
        (
            "separable_is_best", "separable classes taken for the best case",
            "All rows right says that these rows are separable. It does not say how certain to be about the next ones, "
            "and the training becomes more certain with each epoch (notebook 08, sections 5 and 6).",
        ),
    ]
}  # fmt: skip
