/** Checks a claim before it is sent: what payers deny, why, and on which element. */
package io.chartside.mappings.claim;
