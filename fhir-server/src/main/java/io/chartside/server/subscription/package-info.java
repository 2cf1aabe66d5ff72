/** Topic-based Subscriptions in R4 (Subscriptions R5 Backport 1.1.0): what is signed or changed goes to who asked for it. */
package io.chartside.server.subscription;
