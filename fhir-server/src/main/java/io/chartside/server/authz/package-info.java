/**
 * The authorization server of each tenant: SMART App Launch 2.2 and SMART Backend Services on Spring Authorization Server,
 * and the check of the tokens it issues.
 */
package io.chartside.server.authz;
