// A mixture of Gaussians in closed form, seen through noise.
//
// x ~ sum of w_k N(mu_k, s^2 I), and x_t = a x + b z with z ~ N(0, I). Then, with v = a^2 s^2 + b^2,
//   p(k | x_t)  ~  w_k exp(-|x_t - a mu_k|^2 / 2v)
//   E[x | x_t]  =  c x_t + d sum of p(k | x_t) mu_k,   c = a s^2 / v,  d = b^2 / v
// and its Jacobian in x_t is  c I + (a d / v) Cov_k(mu)  over p(k | x_t), which is symmetric.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

struct Mixture {
  std::vector<std::vector<double>> means;  // one or more, all of one length
  std::vector<double> weights;             // as many; none below 0, and some above
  double deviation = 1;                    // above 0
};

// The factors of x and z at one time; not both 0.
struct Noising {
  double a, b;
};

// E[x | x_t].
void expectClean(const Mixture& mixture, const Noising& noising, std::span<const double> noisy, std::span<double> out);

// The product of `cotangent` with the Jacobian of E[x | x_t] in x_t.
void pullBack(const Mixture& mixture, const Noising& noising, std::span<const double> noisy,
              std::span<const double> cotangent, std::span<double> out);
