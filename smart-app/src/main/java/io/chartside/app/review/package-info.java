/** The drafted work under review: read from the record, edited, decided on and signed. */
package io.chartside.app.review;
