// Plain C++ of the kernels that an RVE solve is made of, to time the WASM ones against: assembly of a voxel grid, sparse factorisation by CHOLMOD,
// conjugate gradients with an FFT preconditioner by FFTW. Written for the comparison as one would write it at first: no intrinsics, no tuning by hand.
// Usage: native assemble D N | native factor FILE | native solve FILE | native pcg D N. Prints CPU seconds of one operation, one line per sample.
#include <fftw3.h>
#include <suitesparse/cholmod.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

using std::vector;

/** Seconds that every measurement takes, in at least three samples. */
constexpr double budget = 0.4;

static double cpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

/** Samples of `operations` runs of a function each; `done` stops it. */
template <class Function>
static void timeIt(int operations, Function run) {
  run();
  const double start = cpuSeconds();
  for (int sample = 0; sample < 3 || cpuSeconds() - start < budget; sample++) {
    const double before = cpuSeconds();
    for (int i = 0; i < operations; i++) run();
    std::printf("%.9e\n", (cpuSeconds() - before) / operations);
  }
}

/** A periodic grid of quad4 or hex8 voxels with full integration, neo-Hookean phases, a round inclusion ten times stiffer than its matrix. */
template <int d>
struct Grid {
  static constexpr int corners = 1 << d, points = 1 << d, neighbours = d == 2 ? 9 : 27, block = d * d;
  int n, voxels = 1;
  double volume, gradient[points][corners][d];
  vector<double> mu, lambda, fluctuation, force, stencil;
  vector<int> node, neighbour;

  explicit Grid(int size) : n(size) {
    for (int i = 0; i < d; i++) voxels *= n;
    const double h = 1.0 / n, g = std::sqrt(1.0 / 3.0);
    volume = std::pow(h, d) / points;
    for (int q = 0; q < points; q++)
      for (int a = 0; a < corners; a++)
        for (int j = 0; j < d; j++) {
          double value = (a >> j & 1 ? 1 : -1) / h;
          for (int o = 0; o < d; o++)
            if (o != j) value *= 0.5 * (1 + (a >> o & 1 ? 1 : -1) * (q >> o & 1 ? g : -g));
          gradient[q][a][j] = value;
        }
    mu.assign(voxels, 1), lambda.assign(voxels, 2), node.resize(voxels * corners), neighbour.resize(voxels * neighbours);
    for (int cell = 0; cell < voxels; cell++) {
      double radius = 0;
      for (int o = 0, rest = cell; o < d; o++, rest /= n) radius += std::pow((rest % n + 0.5) * h - 0.5, 2);
      if (radius < (d == 2 ? 0.0625 : 0.09)) mu[cell] = 10, lambda[cell] = 20;
      for (int a = 0; a < corners; a++) node[cell * corners + a] = shifted(cell, [a](int o) { return a >> o & 1; });
      for (int s = 0; s < neighbours; s++) neighbour[cell * neighbours + s] = shifted(cell, [s](int o) { return s / (o == 0 ? 1 : o == 1 ? 3 : 9) % 3 - 1; });
    }
    fluctuation.resize(voxels * d), force.resize(voxels * d), stencil.resize((size_t)voxels * neighbours * block);
    for (int i = 0; i < voxels * d; i++) fluctuation[i] = 1e-3 * h * (i * 7 % 5 - 2);
  }

  template <class Shift>
  int shifted(int cell, Shift shift) const {
    int place = 0;
    for (int o = 0, rest = cell, stride = 1; o < d; o++, rest /= n, stride *= n) place += (rest % n + shift(o) + n) % n * stride;
    return place;
  }

  /** Forces and stiffness of one voxel: F, P by points, then the stiffness pair of corners by pair. */
  void element(int cell, const double *F0, double *f, double (*K)[corners][block]) const {
    double inverse[points][corners][d], weight[points];
    const double m = mu[cell], l = lambda[cell];
    std::memset(f, 0, sizeof(double) * corners * d);
    for (int q = 0; q < points; q++) {
      double F[d][d], G[d][d], J;
      for (int i = 0; i < d; i++)
        for (int j = 0; j < d; j++) {
          F[i][j] = F0[i * d + j];
          for (int a = 0; a < corners; a++) F[i][j] += fluctuation[node[cell * corners + a] * d + i] * gradient[q][a][j];
        }
      if constexpr (d == 2) {
        J = F[0][0] * F[1][1] - F[0][1] * F[1][0];
        G[0][0] = F[1][1] / J, G[0][1] = -F[1][0] / J, G[1][0] = -F[0][1] / J, G[1][1] = F[0][0] / J;
      } else {
        auto minor = [&F](int i, int j) { return F[(i + 1) % 3][(j + 1) % 3] * F[(i + 2) % 3][(j + 2) % 3] - F[(i + 1) % 3][(j + 2) % 3] * F[(i + 2) % 3][(j + 1) % 3]; };
        J = F[0][0] * minor(0, 0) + F[0][1] * minor(0, 1) + F[0][2] * minor(0, 2);
        for (int i = 0; i < 3; i++)
          for (int j = 0; j < 3; j++) G[i][j] = minor(i, j) / J;
      }
      const double factor = l * std::log(J) - m;
      weight[q] = -factor * volume;
      for (int a = 0; a < corners; a++)
        for (int i = 0; i < d; i++) {
          double g = 0, fixed = 0;
          for (int j = 0; j < d; j++) g += G[i][j] * gradient[q][a][j], fixed += F[i][j] * gradient[q][a][j];
          inverse[q][a][i] = g;
          f[a * d + i] += volume * (m * fixed + factor * g);
        }
    }
    for (int a = 0; a < corners; a++)
      for (int b = 0; b < corners; b++) {
        double sum[block] = {}, same = 0;
        for (int q = 0; q < points; q++) {
          for (int j = 0; j < d; j++) same += gradient[q][a][j] * gradient[q][b][j];
          for (int i = 0; i < d; i++)
            for (int k = 0; k < d; k++) sum[i * d + k] += l * volume * inverse[q][a][i] * inverse[q][b][k] + weight[q] * inverse[q][a][k] * inverse[q][b][i];
        }
        for (int i = 0; i < d; i++) sum[i * d + i] += m * volume * same;
        std::memcpy(K[a][b], sum, sizeof sum);
      }
  }

  /** Residual and block stencil of the whole grid. */
  void assemble(const double *F0) {
    double f[corners * d], K[corners][corners][block];
    std::fill(force.begin(), force.end(), 0.0), std::fill(stencil.begin(), stencil.end(), 0.0);
    for (int cell = 0; cell < voxels; cell++) {
      element(cell, F0, f, K);
      for (int a = 0; a < corners; a++) {
        const int own = node[cell * corners + a];
        for (int i = 0; i < d; i++) force[own * d + i] += f[a * d + i];
        for (int b = 0; b < corners; b++) {
          int place = 0;
          for (int o = 0, stride = 1; o < d; o++, stride *= 3) place += ((b >> o & 1) - (a >> o & 1) + 1) * stride;
          double *to = &stencil[((size_t)own * neighbours + place) * block];
          for (int t = 0; t < block; t++) to[t] += K[a][b][t];
        }
      }
    }
  }

  /** y = K x. */
  void product(const double *x, double *y) const {
    for (int row = 0; row < voxels; row++) {
      double sum[d] = {};
      for (int s = 0; s < neighbours; s++) {
        const double *k = &stencil[((size_t)row * neighbours + s) * block], *v = x + neighbour[row * neighbours + s] * d;
        for (int i = 0; i < d; i++)
          for (int j = 0; j < d; j++) sum[i] += k[i * d + j] * v[j];
      }
      for (int i = 0; i < d; i++) y[row * d + i] = sum[i];
    }
  }
};

/** Inverse of the stiffness of a homogeneous grid, by FFTW: one symmetric d x d matrix per frequency. */
template <int d>
struct Green {
  int n, real, frequencies;
  double *field;
  fftw_complex *spectrum;
  fftw_plan forward, backward;
  vector<double> symbol;

  explicit Green(const Grid<d> &grid) : n(grid.n), real(grid.voxels), frequencies(grid.voxels / grid.n * (grid.n / 2 + 1)) {
    field = fftw_alloc_real((size_t)d * real), spectrum = fftw_alloc_complex((size_t)d * frequencies);
    int sizes[d];
    std::fill(sizes, sizes + d, n);
    forward = fftw_plan_many_dft_r2c(d, sizes, d, field, nullptr, 1, real, spectrum, nullptr, 1, frequencies, FFTW_MEASURE);
    backward = fftw_plan_many_dft_c2r(d, sizes, d, spectrum, nullptr, 1, frequencies, field, nullptr, 1, real, FFTW_MEASURE);
    symbol.resize((size_t)frequencies * d * d);
    for (int k = 1; k < frequencies; k++) invert(grid, k);
  }

  /** The homogeneous stiffness at one frequency is real, since the stencil is symmetric; its inverse carries the scale of the transforms. */
  void invert(const Grid<d> &grid, int k) {
    double A[d][d] = {}, wave[d];
    const int half = n / 2 + 1;
    wave[0] = 2 * M_PI * (k % half) / n;
    for (int o = 1, rest = k / half; o < d; o++, rest /= n) wave[o] = 2 * M_PI * (rest % n) / n;
    for (int s = 0; s < Grid<d>::neighbours; s++) {
      double phase = 0;
      for (int o = 0, rest = s; o < d; o++, rest /= 3) phase += wave[o] * (rest % 3 - 1);
      for (int i = 0; i < d * d; i++) A[i / d][i % d] += std::cos(phase) * grid.stencil[s * d * d + i];
    }
    double *out = &symbol[(size_t)k * d * d], M[d][2 * d] = {};
    for (int i = 0; i < d; i++) std::copy(A[i], A[i] + d, M[i]), M[i][d + i] = 1.0 / real;
    for (int p = 0; p < d; p++)
      for (int i = 0; i < d; i++) {
        const double factor = i == p ? 1 - 1 / M[p][p] : M[i][p] / M[p][p];
        for (int j = 2 * d - 1; j >= 0; j--) M[i][j] -= factor * M[p][j];
      }
    for (int i = 0; i < d; i++) std::copy(M[i] + d, M[i] + 2 * d, out + i * d);
  }

  void apply(const double *r, double *z) const {
    for (int i = 0; i < d; i++)
      for (int p = 0; p < real; p++) field[(size_t)i * real + p] = r[p * d + i];
    fftw_execute(forward);
    for (int k = 0; k < frequencies; k++) {
      const double *G = &symbol[(size_t)k * d * d];
      double re[d] = {}, im[d] = {};
      for (int i = 0; i < d; i++)
        for (int j = 0; j < d; j++) re[i] += G[i * d + j] * spectrum[(size_t)j * frequencies + k][0], im[i] += G[i * d + j] * spectrum[(size_t)j * frequencies + k][1];
      for (int i = 0; i < d; i++) spectrum[(size_t)i * frequencies + k][0] = re[i], spectrum[(size_t)i * frequencies + k][1] = im[i];
    }
    fftw_execute(backward);
    for (int i = 0; i < d; i++)
      for (int p = 0; p < real; p++) z[p * d + i] = field[(size_t)i * real + p];
  }
};

template <int d>
static const double *stretched() {
  static const double plane[] = {1.1, 0.02, 0.01, 0.97}, solid[] = {1.1, 0.02, 0.01, 0, 0.97, 0.03, 0, 0.01, 1.02};
  return d == 2 ? plane : solid;
}

static double dot(const vector<double> &a, const vector<double> &b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); i++) sum += a[i] * b[i];
  return sum;
}

/** CPU seconds of one iteration of conjugate gradients, 20 at a time. */
template <int d>
static void timePcg(int n) {
  constexpr double rest[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  const double plane[] = {1, 0, 0, 1};
  Grid<d> grid(n), homogeneous(n);
  std::fill(homogeneous.mu.begin(), homogeneous.mu.end(), 1.0), std::fill(homogeneous.lambda.begin(), homogeneous.lambda.end(), 2.0);
  std::fill(homogeneous.fluctuation.begin(), homogeneous.fluctuation.end(), 0.0);
  homogeneous.assemble(d == 2 ? plane : rest), grid.assemble(stretched<d>());
  const Green<d> green(homogeneous);
  const int size = grid.voxels * d, iterations = 20;
  vector<double> x(size), r(size), z(size), p(size), q(size);
  timeIt(1, [&] {
    const double start = cpuSeconds();
    std::fill(x.begin(), x.end(), 0.0), r = grid.force, green.apply(r.data(), z.data()), p = z;
    double rho = dot(r, z);
    for (int i = 0; i < iterations; i++) {
      grid.product(p.data(), q.data());
      const double alpha = rho / dot(p, q);
      for (int k = 0; k < size; k++) x[k] += alpha * p[k], r[k] -= alpha * q[k];
      green.apply(r.data(), z.data());
      const double next = dot(r, z), beta = next / rho;
      rho = next;
      for (int k = 0; k < size; k++) p[k] = z[k] + beta * p[k];
    }
    if (!(rho == rho)) std::exit(1);
    std::printf("%.9e iteration\n", (cpuSeconds() - start) / iterations);
  });
}

template <int d>
static void timeAssembly(int n) {
  Grid<d> grid(n);
  timeIt(std::max(1, 20000 / grid.voxels / (d == 3 ? 4 : 1)), [&] { grid.assemble(stretched<d>()); });
}

/** Factorises the lower half of a symmetric matrix by columns (int32 size, entries; int32 starts, rows; doubles), and solves one system with it where asked. */
static void timeFactor(const char *path, bool solve) {
  FILE *file = std::fopen(path, "rb");
  int head[2];
  if (!file || std::fread(head, 4, 2, file) != 2) std::exit(1);
  cholmod_common common;
  cholmod_start(&common);
  cholmod_sparse *A = cholmod_allocate_sparse(head[0], head[0], head[1], 1, 1, -1, CHOLMOD_REAL, &common);
  if (std::fread(A->p, 4, head[0] + 1, file) != (size_t)head[0] + 1 || std::fread(A->i, 4, head[1], file) != (size_t)head[1] || std::fread(A->x, 8, head[1], file) != (size_t)head[1]) std::exit(1);
  std::fclose(file);
  common.print = 0, common.supernodal = CHOLMOD_AUTO;
  cholmod_factor *L = cholmod_analyze(A, &common);
  std::printf("%.9e operations\n", common.fl);
  cholmod_dense *b = cholmod_ones(head[0], 1, CHOLMOD_REAL, &common), *x = nullptr, *y = nullptr, *e = nullptr;
  timeIt(std::max(1, 20000 / head[0]), [&] {
    cholmod_factorize(A, L, &common);
    if (solve) cholmod_solve2(CHOLMOD_A, L, b, nullptr, &x, nullptr, &y, &e, &common);
  });
  if (common.status != CHOLMOD_OK) std::exit(1);
}

int main(int count, char **arguments) {
  const std::string what = count > 2 ? arguments[1] : "";
  const int d = std::atoi(arguments[2]), n = count > 3 ? std::atoi(arguments[3]) : 0;
  if (what == "assemble") d == 2 ? timeAssembly<2>(n) : timeAssembly<3>(n);
  else if (what == "pcg") d == 2 ? timePcg<2>(n) : timePcg<3>(n);
  else if (what == "factor" || what == "solve") timeFactor(arguments[2], what == "solve");
  else return 2;
}
