package dev.consilium.memory.councils;

import org.jspecify.annotations.Nullable;

/**
 * How councils of a period ended.
 *
 * @param ended stopped or concluded in that period
 * @param decided with an entry of the decision log
 * @param fruitful decided, with five to ten tasks
 * @param fruitfulShare of those that ended
 * @param tasksPerMeeting of those that were decided
 * @param minutesToDecision from the start, the median
 */
public record CouncilMeasures(
    long ended,
    long decided,
    long fruitful,
    @Nullable Double fruitfulShare,
    @Nullable Double tasksPerMeeting,
    @Nullable Double minutesToDecision) {}
